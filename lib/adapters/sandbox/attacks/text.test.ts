/** Reports and output that were made to be slow to read. Each of these kept the worker for hours before it was bounded. */
import { describe, expect, it } from 'vitest';
import { classifyFailure } from '@/lib/adapters/agent/classify-failure';
import { failureExcerpt } from '@/lib/core/failure-excerpt';
import { markInvisible } from '@/lib/core/mark-invisible';
import { readMetric } from '@/lib/core/read-metric';
import { countTests } from '@/lib/core/test-counts';

const REPORT_CHARS = 5_000_000;
const SOON_MS = 5000;

const PIECES = [
  '\n',
  ' ',
  '\t\n',
  '\r\n',
  'Tests ',
  'Tests:\n',
  '1 a',
  '1 a, ',
  '=',
  '\u001B[1',
  '[',
  '{"a":',
  '9',
  '9e',
];

describe.each([
  ['the counts of tests', (text: string) => countTests(text)],
  ['a metric', (text: string) => readMetric({ kind: 'last-number' }, source(text))],
  ['a metric in JSON', (text: string) => readMetric({ kind: 'json', path: 'a', file: null }, source(text))],
  ['invisible characters', (text: string) => markInvisible(text)],
])('%s', (_name, read) => {
  it.each(PIECES)('are soon looked for in five megabytes of %j', (piece) => {
    const text = `Tests${piece.repeat(REPORT_CHARS / piece.length)}`;
    const started = performance.now();
    read(text);
    expect(performance.now() - started).toBeLessThan(SOON_MS);
  });
});

/** What comes of an agent's own output is capped before it is read. */
describe.each([
  ['the lines that tell', (text: string) => failureExcerpt(text)],
  ['the reason of a failure', (text: string) => classifyFailure({ agent: 'a', exitCode: 1, signal: null, text })],
])('%s', (_name, read) => {
  it.each(PIECES)('are soon found in what is kept of an output of %j', (piece) => {
    const text = piece.repeat(400_000 / piece.length);
    const started = performance.now();
    read(text);
    expect(performance.now() - started).toBeLessThan(SOON_MS);
  });
});

function source(text: string): Parameters<typeof readMetric>[1] {
  return { stdout: text, output: text, durationMs: 1, exitCode: 0, fileText: null };
}
