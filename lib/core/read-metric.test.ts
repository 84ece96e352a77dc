import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricRead } from '@/lib/core/experiment';
import { readMetric, type MetricSource } from '@/lib/core/read-metric';

function source(stdout: string, input: Partial<MetricSource> = {}): MetricSource {
  return { stdout, output: stdout, durationMs: 1234, exitCode: 0, fileText: null, ...input };
}

const json = (path: string, file: string | null = null): MetricRead => ({ kind: 'json', path, file });
const regex = (pattern: string): MetricRead => ({ kind: 'regex', pattern, file: null });

describe('readMetric', () => {
  it.each([
    ['p95 12.5 ms', 12.5],
    ['score: 1\nscore: -3\n', -3],
    ['1.5e3', 1500],
    ['rated at .5', 0.5],
  ])('takes the last number of %j', (text, value) => {
    expect(readMetric({ kind: 'last-number' }, source(text))).toEqual({ ok: true, value });
  });

  it('says that there is no number', () => {
    expect(readMetric({ kind: 'last-number' }, source('done'))).toMatchObject({ ok: false });
  });

  it.each([
    ['{"p95": 4}', '.p95', 4],
    ['{"a": {"b": [1, {"c": 2}]}}', '.a.b[1].c', 2],
    ['{"requests per second": 7}', '.["requests per second"]', 7],
    ['{"n": "3.5"}', '.n', 3.5],
    ['banner\n{"p95": 1}\n{"p95": 2}\n', '.p95', 2],
    ['banner\n{\n  "p95": 9\n}', '.p95', 9],
  ])('finds a number in %j at %s', (text, path, value) => {
    expect(readMetric(json(path), source(text))).toEqual({ ok: true, value });
  });

  it.each([
    ['{"p95": null}', '.p95'],
    ['{"p95": {}}', '.p95.x'],
    ['no json', '.p95'],
    ['{}', '.constructor.length'],
    ['{}', '.__proto__.x'],
  ])('refuses %j at %s with a sentence', (text, path) => {
    expect(readMetric(json(path), source(text))).toMatchObject({ ok: false });
  });

  it('reads a file where the metric names one, and says when it is missing', () => {
    expect(readMetric(json('.x', 'out.json'), source('', { fileText: '{"x":1}' }))).toEqual({ ok: true, value: 1 });
    const missing = readMetric(json('.x', 'out.json'), source(''));
    expect(missing).toEqual({ ok: false, error: 'The command wrote no file out.json.' });
  });

  it('takes the last match and its first group', () => {
    expect(readMetric(regex('p95=([0-9.,]+)'), source('p95=1\np95=1,234.5\n'))).toEqual({ ok: true, value: 1234.5 });
  });

  it('says that a match is no number', () => {
    expect(readMetric(regex('p95=(\\w+)'), source('p95=fast'))).toMatchObject({ ok: false });
  });

  it('knows the duration and the exit code', () => {
    expect(readMetric({ kind: 'duration' }, source(''))).toEqual({ ok: true, value: 1234 });
    expect(readMetric({ kind: 'exit-code' }, source('', { exitCode: 3 }))).toEqual({ ok: true, value: 3 });
    expect(readMetric({ kind: 'exit-code' }, source('', { exitCode: null }))).toMatchObject({ ok: false });
  });

  it('never throws and never gives something that is not a number', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, path) => {
        for (const read of [json(path), { kind: 'last-number' } as const]) {
          const result = readMetric(read, source(text));
          expect(result.ok ? Number.isFinite(result.value) : result.error.length > 0).toBe(true);
        }
      }),
    );
  });
});
