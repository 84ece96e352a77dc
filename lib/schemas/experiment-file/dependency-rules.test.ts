import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';

function problemsOf(lines: string[]): string[] {
  const parsed = parseExperimentFile(['task: x', ...lines, ''].join('\n'));
  return parsed.ok ? [] : parsed.problems.map((each) => `${each.line}:${each.column} ${each.message}`);
}

describe('dependencies', () => {
  it('must name variants of the stage, and are asked about with the nearest one', () => {
    const lines = [
      'strategy: graph',
      'variants:',
      '  - { id: model, agent: a }',
      '  - { id: api, agent: a, dependsOn: [modle] }',
    ];
    expect(problemsOf(lines)).toEqual([
      '5:38 `modle` in `variants.1.dependsOn` is no variant of this stage; did you mean model?',
    ]);
  });

  it('must not go in a circle, which is printed', () => {
    const variants = ['a: c', 'b: a', 'c: b'].map((each) => {
      const [id, needs] = each.split(': ');
      return `  - { id: ${id}, agent: x, dependsOn: [${needs}] }`;
    });
    expect(problemsOf(['strategy: graph', 'variants:', ...variants])).toEqual([
      expect.stringContaining('goes in a circle (a -> c -> b -> a); take one of these dependencies out.'),
    ]);
    expect(problemsOf(['strategy: graph', 'variants: [{ id: a, agent: x, dependsOn: [a] }]'])).toEqual([
      expect.stringContaining('goes in a circle (a -> a)'),
    ]);
  });

  it('have a use only in a graph', () => {
    const variants =
      'variants: [{ id: a, agent: x }, { id: b, agent: x, dependsOn: [a] }, { id: c, agent: x, when: "true" }]';
    expect(problemsOf([variants])).toEqual([
      expect.stringContaining('has a use only with `strategy: graph`'),
      expect.stringContaining('has a use only with `strategy: graph`'),
    ]);
  });

  it('are accepted whenever they only look back', () => {
    const plans = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(plans, (plan) => {
        const variants = plan.map((needs, index) => ({
          id: `t${index}`,
          agent: 'x',
          dependsOn: index === 0 ? [] : [...new Set(needs.map((each) => `t${each % index}`))],
        }));
        const parsed = parseExperimentFile(JSON.stringify({ task: 'x', strategy: 'graph', variants }));
        expect(parsed.ok).toBe(true);
      }),
    );
  });
});

describe('stages', () => {
  const main = 'variants: [{ id: a, agent: x }]';
  it('go on only from a stage before them', () => {
    const lines = [
      main,
      'stages:',
      '  - { name: two, from: three.winner, variants: [{ id: b, agent: x }] }',
      '  - { name: three, variants: [{ id: c, agent: x }] }',
    ];
    expect(problemsOf(lines)).toEqual([
      expect.stringContaining('`from: three.winner` names no stage before this one; write base or one of main.winner'),
    ]);
  });

  it('have names and variants that nothing else has', () => {
    const lines = [main, 'stages:', '  - { name: main, variants: [{ id: a, agent: x }] }'];
    expect(problemsOf(lines)).toEqual([
      expect.stringContaining('`name: main` is already taken'),
      expect.stringContaining('`id: a` is already taken by another variant'),
    ]);
  });
});
