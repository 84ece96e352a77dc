/**
 * Judges values by a JSON Schema that a person wrote. The values come from agents: their size is measured before they
 * are looked at, and what could take forever is refused.
 */
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { errorMessage } from '@/lib/errors';
import { MAX_SCHEMA_CHARACTERS, schemaFindings } from './json-schema/keywords';

export type CompiledSchema =
  | {
      ok: true;
      /** A sentence for each thing that is wrong with the value; none: it keeps to the schema. Never throws. */
      validate: (value: unknown) => string[];
    }
  | { ok: false; problems: string[] };

const MAX_PROBLEMS = 20;
const MAX_VALUES = 100_000;
const MAX_DEPTH = 64;
/** Entries are compared with each other, and a pattern may look at a text once for each of its characters. */
const MAX_UNIQUE_ITEMS = 2000;
const MAX_PATTERN_TEXT = 5000;

const FORMATS: Record<string, z.ZodType> = {
  email: z.email(),
  uuid: z.uuid(),
  uri: z.url(),
  date: z.iso.date(),
  time: z.iso.time(),
  'date-time': z.iso.datetime({ offset: true }),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
};

/** Made at the first use: it compiles the schema of schemas, which takes longer than any of them. */
let ajv: Ajv2020 | undefined;

/** From JSON text. Never throws. */
export function compileSchema(text: string): CompiledSchema {
  if (text.length > MAX_SCHEMA_CHARACTERS) {
    return { ok: false, problems: [`The JSON Schema is longer than ${MAX_SCHEMA_CHARACTERS} characters.`] };
  }
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (cause) {
    return { ok: false, problems: [`The JSON Schema is not JSON: ${errorMessage(cause)}.`] };
  }
  const findings = schemaFindings(schema);
  if (findings.length > 0) {
    return {
      ok: false,
      problems: findings.map(({ path, says }) => `${placeOf(path)} ${says}${says.endsWith('?') ? '' : '.'}`),
    };
  }
  return compile(schema, text);
}

function compile(schema: unknown, text: string): CompiledSchema {
  const limits = {
    items: text.includes('"uniqueItems"') ? MAX_UNIQUE_ITEMS : MAX_VALUES,
    text: /"pattern(Properties)?"/.test(text) ? MAX_PATTERN_TEXT : Infinity,
  };
  try {
    ajv ??= new Ajv2020({ allErrors: true, strict: false, logger: false, formats: formats() });
    // Its own address would only serve references from elsewhere.
    const {
      $id: _id,
      $schema: _dialect,
      ...own
    } = typeof schema === 'object' ? (schema as Record<string, unknown>) : {};
    const used = typeof schema === 'boolean' ? schema : own;
    const validate = ajv.compile(used);
    ajv.removeSchema(used);
    return {
      ok: true,
      validate: (value) => {
        const tooLarge = sizeProblem(value, limits);
        if (tooLarge) return [tooLarge];
        try {
          return validate(value) ? [] : sentences(validate.errors ?? []);
        } catch (cause) {
          return [`The value can not be judged: ${overflow(cause)}.`];
        }
      },
    };
  } catch (cause) {
    return { ok: false, problems: [`The JSON Schema can not be used: ${overflow(cause)}.`] };
  }
}

function overflow(cause: unknown): string {
  return cause instanceof RangeError ? 'the schema refers to itself without end' : errorMessage(cause);
}

function formats(): Record<string, (text: string) => boolean> {
  return Object.fromEntries(
    Object.entries(FORMATS).map(([name, format]) => [name, (text: string) => format.safeParse(text).success]),
  );
}

function sentences(errors: ErrorObject[]): string[] {
  const said = errors.map(({ instancePath, message, params }) => {
    const extra: unknown = params.additionalProperty ?? params.unevaluatedProperty ?? params.allowedValues;
    const detail =
      extra === undefined
        ? ''
        : ` (${Array.isArray(extra) ? extra.map(String).join(', ') : typeof extra === 'string' ? extra : JSON.stringify(extra)})`;
    return `${placeOf(instancePath.split('/').slice(1).map(unescaped))} ${message ?? 'is not as it should be'}${detail}.`;
  });
  return [...new Set(said)].slice(0, MAX_PROBLEMS);
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function placeOf(path: readonly (string | number)[]): string {
  return path.length === 0 ? 'The whole' : `\`${path.join('.').slice(0, 200)}\``;
}

function sizeProblem(value: unknown, limits: { items: number; text: number }): string | null {
  let values = 0;
  const look = (part: unknown, depth: number): string | null => {
    values++;
    if (values > MAX_VALUES) return `It holds more than ${MAX_VALUES} values, which is too much to judge.`;
    if (depth > MAX_DEPTH) return `It is nested more than ${MAX_DEPTH} levels deep, which is too deep to judge.`;
    if (typeof part === 'string') {
      return part.length > limits.text ? `A text in it is longer than ${limits.text} characters.` : null;
    }
    if (typeof part !== 'object' || part === null) return null;
    const entries: unknown[] = Object.values(part);
    if (Array.isArray(part) && part.length > limits.items) return `A list in it has more than ${limits.items} entries.`;
    for (const entry of entries) {
      const problem = look(entry, depth + 1);
      if (problem) return problem;
    }
    return null;
  };
  return look(value, 0);
}
