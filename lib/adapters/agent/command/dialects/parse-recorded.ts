import { expect } from 'vitest';
import { createDialect } from './create-dialect';
import type { OutputDialect } from '@/lib/core/experiment';
import { agentEventSchema, type AgentEvent } from '@/lib/schemas/agent-event';

/** Parses recorded lines, once whole and once cut into small pieces: both must tell the same. */
export function parseRecorded(name: OutputDialect, lines: unknown[]): { events: AgentEvent[]; verdict: unknown } {
  const stream = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const whole = createDialect(name);
  const events = [...whole.push(stream), ...whole.end()];
  const pieces = createDialect(name);
  const pieceEvents = (stream.match(/[\s\S]{1,7}/g) ?? []).flatMap((piece) => pieces.push(piece));
  pieceEvents.push(...pieces.end());
  expect(pieceEvents).toEqual(events);
  for (const event of events) agentEventSchema.parse(event);
  return { events, verdict: whole.verdict() };
}
