import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ExperimentSpec } from '@/lib/core/experiment';
import {
  type ExperimentFile,
  type FileProblem,
  parseExperimentFile,
  stringifyExperiment,
} from '@/lib/schemas/experiment-file';

function specOf(text: string): ExperimentSpec {
  const parsed = parseExperimentFile(text);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return parsed.spec;
}

function problemsOf(text: string): FileProblem[] {
  const parsed = parseExperimentFile(text);
  return parsed.ok ? [] : parsed.problems;
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const awkward = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\t', '#', ':', '-', '\r', '|', '?'),
  maxLength: 30,
});
const words = fc
  .oneof(fc.string({ maxLength: 60, unit: 'binary' }), awkward)
  .filter((value) => value.trim() !== '' && !value.includes('\0'));
const oneLine = words.filter((value) => !/[\r\n]/.test(value));
const durations = fc
  .integer({ min: 1, max: 9000 })
  .chain((value) => fc.constantFrom(`${value}ms`, `${value}s`, `${value}m`));
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const files: fc.Arbitrary<ExperimentFile> = fc
  .record({
    name: optional(oneLine),
    task: words,
    project: oneLine,
    includeUncommitted: fc.boolean(),
    strategy: fc.constantFrom('parallel' as const, { type: 'competitive' as const }),
    limits: fc.record({ timeout: durations, maxParallel: fc.integer({ min: 1, max: 100 }), failFast: fc.boolean() }),
    sandbox: fc.record({ setup: optional(words), copy: fc.array(word, { maxLength: 3 }) }),
    metadata: fc.dictionary(word, fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxKeys: 4 }),
    variants: fc.uniqueArray(
      fc.record({
        id: word,
        agent: word,
        model: optional(oneLine),
        approach: optional(words),
        test: optional(words),
        repeats: fc.integer({ min: 1, max: 10 }),
      }),
      { minLength: 1, maxLength: 10, selector: (variant) => variant.id },
    ),
    contract: fc.record({
      metrics: fc.uniqueArray(
        fc.record({
          name: word.map((value) => `m${value}`),
          run: words,
          unit: optional(oneLine.map((unit) => unit.trim().slice(0, 5)).filter((unit) => unit !== '')),
          better: fc.constantFrom('lower' as const, 'higher' as const),
        }),
        { maxLength: 3, selector: (metric) => metric.name },
      ),
    }),
  })
  .map((file) => JSON.parse(JSON.stringify(file)) as ExperimentFile);

describe('stringifyExperiment', () => {
  it('writes what is read back as the same data and accepted', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(files, (file) => {
        const text = stringifyExperiment(file);
        expect(parse(text)).toEqual(file);
        const spec = specOf(text);
        expect(spec.task).toBe(file.task);
        expect(spec.variants.map((variant) => variant.approach)).toEqual(
          file.variants?.map((variant) => variant.approach ?? null),
        );
        expect(specOf(JSON.stringify(file))).toEqual(spec);
      }),
      { numRuns: 60 },
    );
  });
});

describe('hostile input', () => {
  it('never throws on garbage', { timeout: 30_000 }, () => {
    const pieces = fc.constantFrom(
      'task:',
      'variants:',
      '- ',
      ' ',
      '\n',
      '\t',
      '{',
      '}',
      '[',
      ']',
      ': ',
      ', ',
      '&a ',
      '*a ',
      '!!x ',
      '"',
      "'",
      '|\n',
      '#',
      '? ',
      '<<',
      '---\n',
      'id',
      'read',
      '\0',
      '\u2028',
      '%YAML 1.1\n',
      '__proto__',
      'limits:',
    );
    const garbage = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        const parsed = parseExperimentFile(text);
        expect(parsed.ok || parsed.problems.length > 0).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('never throws on values of the wrong type anywhere, and places every problem', { timeout: 30_000 }, () => {
    const keys = [
      'task',
      'variants',
      'limits',
      'contract',
      'gates',
      'metrics',
      'read',
      'select',
      'weights',
      'agents',
      'env',
      'sandbox',
      'copy',
      'strategy',
      'type',
      'id',
      '__proto__',
      'constructor',
      'odd',
    ];
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom<unknown>(null, true, 0, -1, 1e99, '', 'x', '15x'),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc
          .array(fc.tuple(fc.constantFrom(...keys), tie('tree')), { maxLength: 6 })
          .map((entries) => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(tree, (data) => {
        for (const problem of problemsOf(JSON.stringify(data))) {
          expect(problem.message).toMatch(/[.?!]$/);
          expect(problem.line).toBeGreaterThan(0);
          expect(problem.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });
});
