import type { FailureType } from '@/lib/core/failure';
import type { AgentEvent } from '@/lib/schemas/agent-event';

/** What the stream itself said about how the work ended. `none`: it ended without a word. */
export type Verdict =
  | { state: 'none' }
  | { state: 'success' }
  | { state: 'error'; message: string; type: FailureType | null };

/** An incremental parser of one vendor's output: text in, our events out, without any effect of its own. */
export type Dialect = {
  /** Takes standard output as it comes, cut anywhere. */
  push: (text: string) => AgentEvent[];
  /** Takes the end of the stream: what was still waiting for its line end. */
  end: () => AgentEvent[];
  verdict: () => Verdict;
};

export type LineParser = { line: (value: JsonObject) => AgentEvent[]; verdict: () => Verdict };

const MAX_LINE_CHARS = 16_000_000;

/** Cuts the stream into lines; a line that is not a JSON object is shown as plain output. */
export function jsonLines(parser: LineParser): Dialect {
  let rest = '';
  const parse = (line: string): AgentEvent[] => {
    if (line.trim() === '') return [];
    const value = parseObject(line);
    return value ? parser.line(value) : [{ type: 'output', stream: 'stdout', text: `${line}\n` }];
  };
  return {
    push: (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      // A line that never ends must not fill the memory.
      if (rest.length > MAX_LINE_CHARS) rest = '';
      return lines.flatMap(parse);
    },
    end: () => {
      const last = rest;
      rest = '';
      return parse(last);
    },
    verdict: parser.verdict,
  };
}

export type JsonObject = Record<string, unknown>;

export function parseObject(line: string): JsonObject | null {
  try {
    return asObject(JSON.parse(line));
  } catch {
    // Not JSON: a banner or a warning between the events.
    return null;
  }
}

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(asObject).filter((item) => item !== null) : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The sum of what is known; null where nothing is. */
export function sum(...values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
