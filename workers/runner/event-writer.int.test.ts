import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { EventWriter, joinPieces } from './event-writer';
import { createRedactor } from '@/lib/core/redact';
import { eventLineSchema, type RunEvent } from '@/lib/schemas/agent-event';

async function makeWriter(
  secrets: string[] = [],
  maxBytes?: number,
): Promise<{ writer: EventWriter; read: () => Promise<RunEvent[]> }> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'bakeoff-events-')), 'events.ndjson');
  const read = async (): Promise<RunEvent[]> => {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => eventLineSchema.parse(JSON.parse(line)).event);
  };
  return { writer: await EventWriter.open(file, createRedactor(secrets), maxBytes), read };
}
const message = (text: string, id = 'm'): RunEvent => ({ type: 'message', id, text });

describe('EventWriter', () => {
  it('keeps the order over many batches', async () => {
    const { writer, read } = await makeWriter();
    for (const batch of [0, 500, 1000, 1500]) {
      for (let i = batch; i < batch + 500; i++) writer.write({ type: 'notice', level: 'info', text: String(i) });
      await vi.waitFor(async () => expect(await read()).toHaveLength(batch + 500));
    }
    await writer.close();
    const texts = (await read()).map((event) => ('text' in event ? event.text : ''));
    expect(texts).toEqual(Array.from({ length: 2000 }, (_, i) => String(i)));
  });
  it('is in the file a moment after it was written', async () => {
    const { writer, read } = await makeWriter();
    writer.write(message('now'));
    await vi.waitFor(async () => expect(await read()).toEqual([message('now')]), { timeout: 500, interval: 5 });
    await writer.close();
  });
  it('joins the pieces of one text that come together', async () => {
    const { writer, read } = await makeWriter();
    for (const event of [message('a'), message('b'), message('c', 'n'), message('d')]) writer.write(event);
    await writer.close();
    expect(await read()).toEqual([message('ab'), message('c', 'n'), message('d')]);
  });
  it('holds the first half of a secret back until the other half has come', async () => {
    const { writer, read } = await makeWriter(['topsecretvalue']);
    writer.write(message('key topsec'));
    await vi.waitFor(async () => expect(await read()).toEqual([message('key ')]));
    writer.write(message('retvalue!'));
    await vi.waitFor(async () => expect(await read()).toEqual([message('key '), message('[redacted]!')]));
    await writer.close();
  });
  it('does not hold an innocent text back for long', async () => {
    const { writer, read } = await makeWriter(['topsecretvalue']);
    writer.write(message('at the top'));
    await vi.waitFor(async () => expect(await read()).toEqual([message('at the '), message('top')]), { timeout: 800 });
    await writer.close();
  });
  it('redacts every text of an event, and shortens texts beyond measure', async () => {
    const { writer, read } = await makeWriter(['topsecretvalue']);
    const diff = { type: 'diff' as const, path: '.env', oldText: null, newText: 'K=topsecretvalue' };
    writer.write({
      type: 'tool',
      id: 't',
      title: 'echo topsecretvalue',
      input: '{"a":"topsecretvalue"}',
      content: [diff],
    });
    writer.write(message('x'.repeat(200_000)));
    await writer.close();
    const [tool, long] = await read();
    expect(JSON.stringify(tool)).not.toContain('topsecret');
    expect(long && 'text' in long && long.text.length).toBeLessThan(70_000);
    expect(JSON.stringify(long)).toContain('characters left out');
  });
  it('stops recording an agent that never stops talking, and says so', async () => {
    const { writer, read } = await makeWriter([], 20_000);
    for (let i = 0; i < 100; i++) writer.write(message('y'.repeat(1000), `m${i}`));
    writer.write({ type: 'turn_end', reason: 'end_turn' });
    await writer.close();
    const events = await read();
    expect(events.length).toBeLessThan(22);
    expect(events.at(-2)).toMatchObject({ type: 'notice', level: 'warning' });
    expect(events.at(-1)).toEqual({ type: 'turn_end', reason: 'end_turn' });
  });
});

describe('joinPieces', () => {
  it('joins output of one stream and pieces of one tool, and nothing else', () => {
    const out = (stream: 'stdout' | 'stderr', text: string): RunEvent => ({ type: 'output', stream, text });
    const tool = (id: string, outputDelta: string): RunEvent => ({ type: 'tool', id, outputDelta });
    expect(joinPieces(out('stdout', 'a'), out('stdout', 'b'))).toEqual(out('stdout', 'ab'));
    expect(joinPieces(tool('t', 'a'), tool('t', 'b'))).toEqual(tool('t', 'ab'));
    expect(joinPieces(out('stdout', 'a'), out('stderr', 'b'))).toBeNull();
    expect(joinPieces(tool('t', 'a'), tool('u', 'b'))).toBeNull();
    expect(joinPieces(tool('t', 'a'), { type: 'tool', id: 't', outputDelta: 'b', status: 'completed' })).toBeNull();
    expect(joinPieces(message('a'), { type: 'thought', id: 'm', text: 'b' })).toBeNull();
  });
});
