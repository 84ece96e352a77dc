import { describe, expect, test } from 'vitest';
import { applyFlags, placeInFile } from '@/bin/cli/run-flags';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';

function specOf(text: string) {
  const parsed = parseExperimentFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.spec;
}

const FILE = `# Speed
task: Make it fast. # twice at least
base: develop
variants:
  - { id: one, agent: claude }
  - { id: two, agent: codex, approach: Small classes }
contract:
  gates:
    - { name: tests, run: make test }
    - { name: types, run: tsc }
`;

describe('flags without a file', () => {
  test('make a whole experiment', () => {
    const text = applyFlags(
      null,
      {
        project: 'repo',
        base: 'main',
        task: 'Add a rate limiter',
        agent: ['claude'],
        variant: ['functional=pure functions', 'oop=SOLID classes'],
        test: ['npm test'],
        strategy: 'competitive',
        maxParallel: '3',
        provider: 'process',
        timeout: '2m',
        metadata: ['ticket=RL-7'],
      },
      '/home/me',
    );
    const spec = specOf(text);
    expect(spec).toMatchObject({
      project: '/home/me/repo',
      base: 'main',
      task: 'Add a rate limiter',
      strategy: { type: 'competitive' },
      metadata: { ticket: 'RL-7' },
    });
    expect(spec.limits).toMatchObject({ maxParallel: 3, timeoutMs: 120_000 });
    expect(spec.variants.map(({ id, agent, approach }) => ({ id, agent, approach }))).toEqual([
      { id: 'functional', agent: 'claude', approach: 'pure functions' },
      { id: 'oop', agent: 'claude', approach: 'SOLID classes' },
    ]);
    expect(spec.contract.gates.map(({ name, run }) => ({ name, run }))).toEqual([{ name: 'tests', run: 'npm test' }]);
  });

  test('make one variant an agent', () => {
    const spec = specOf(applyFlags(null, { task: 'x', agent: ['claude', 'codex'], model: 'big' }, '/'));
    expect(spec.variants.map(({ id, agent, model }) => [id, agent, model])).toEqual([
      ['claude', 'claude', 'big'],
      ['codex', 'codex', 'big'],
    ]);
  });

  test('try every approach with every agent', () => {
    const spec = specOf(applyFlags(null, { task: 'x', agent: ['a', 'b'], variant: ['v=V', 'w=a=b'] }, '/'));
    expect(spec.variants.map(({ id, agent, approach }) => [id, agent, approach])).toEqual([
      ['v-a', 'a', 'V'],
      ['v-b', 'b', 'V'],
      ['w-a', 'a', 'a=b'],
      ['w-b', 'b', 'a=b'],
    ]);
  });

  test('leave URLs and the demo alone', () => {
    for (const project of ['https://example.com/a.git', 'git@example.com:a/b.git', 'builtin:demo']) {
      expect(specOf(applyFlags(null, { project, task: 'x', agent: ['a'] }, '/here')).project).toBe(project);
    }
  });

  test('say how runs are locked in', () => {
    const flags = { provider: 'docker', image: 'node:22', cpus: '1.5', memory: '4g', network: 'allow-list' };
    const { sandbox } = specOf(
      applyFlags(null, { ...flags, allow: ['packages.example'], task: 'x', agent: ['a'] }, '/'),
    );
    expect(sandbox).toMatchObject({ provider: 'docker', image: 'node:22' });
    expect(sandbox.limits).toMatchObject({ cpus: 1.5, memoryBytes: 4 * 1024 ** 3 });
    expect(sandbox.network).toEqual({ mode: 'allow-list', allow: ['packages.example'] });
  });

  test('say in the words of the file what is wrong', () => {
    const parsed = parseExperimentFile(applyFlags(null, { agent: ['a'], maxParallel: 'many' }, '/'));
    const problems = placeInFile(parsed.ok ? [] : parsed.problems, null);
    expect(problems.map((problem) => problem.path.join('.'))).toContain('limits.maxParallel');
    expect(problems.every((problem) => problem.line === null)).toBe(true);
  });
});

describe('flags over a file', () => {
  test('change nothing where there are none', () => {
    expect(applyFlags(FILE, {}, '/')).toBe(FILE);
  });

  test('override single fields and keep the rest, comments included', () => {
    const text = applyFlags(FILE, { base: 'main', agent: ['gemini'], model: 'pro' }, '/');
    expect(text).toContain('# Speed');
    const spec = specOf(text);
    expect(spec.base).toBe('main');
    expect(spec.variants.map(({ id, agent, model }) => [id, agent, model])).toEqual([
      ['one', 'gemini', 'pro'],
      ['two', 'gemini', 'pro'],
    ]);
    expect(spec.variants[1]?.approach).toBe('Small classes');
  });

  test('allow hosts beside those of the file, each once', () => {
    const file = `${FILE}sandbox:\n  allow: [a.example]\n`;
    const { network } = specOf(applyFlags(file, { allow: ['a.example', 'b.example:8443'] }, '/')).sandbox;
    expect(network.allow).toEqual(['a.example', 'b.example:8443']);
  });

  test('replace the variants', () => {
    const spec = specOf(applyFlags(FILE, { variant: ['only=one way'], agent: ['demo'] }, '/'));
    expect(spec.variants.map((variant) => variant.id)).toEqual(['only']);
  });

  test('replace the test gate and keep the other gates', () => {
    const spec = specOf(applyFlags(FILE, { test: ['npm test', 'npm run e2e'] }, '/'));
    expect(spec.contract.gates.map(({ name, run }) => [name, run])).toEqual([
      ['tests', 'npm test'],
      ['types', 'tsc'],
      ['tests-2', 'npm run e2e'],
    ]);
  });

  test('point at lines of the file as the person wrote it', () => {
    const file = 'task: x\nvariants:\n  - { id: one, agent: demo, repeats: many }\n';
    const parsed = parseExperimentFile(applyFlags(file, { maxParallel: '0', task: 'A\nlong\ntask' }, '/'));
    const problems = placeInFile(parsed.ok ? [] : parsed.problems, file);
    expect(problems.map(({ path, line }) => [path.join('.'), line])).toEqual([
      ['limits.maxParallel', null],
      ['variants.0.repeats', 3],
    ]);
  });

  test('leave a file that is not YAML for the parser to explain', () => {
    expect(applyFlags('task: [', { base: 'main' }, '/')).toBe('task: [');
  });
});
