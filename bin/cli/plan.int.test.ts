import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';

const TIMEOUT_MS = 240_000;

let home = '';
let repository: TempRepository;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'bakeoff-plan-'));
  repository = await createTempRepository({ 'a.txt': 'a\n' });
});
afterAll(async () => {
  await repository.cleanup();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

type Answer = { code: number; stdout: string; stderr: string };

function bakeoff(...args: string[]): Promise<Answer> {
  const { DATABASE_URL: _, ...rest } = process.env;
  const env: NodeJS.ProcessEnv = { ...rest, NODE_ENV: 'production', BAKEOFF_HOME: home };
  return new Promise((resolve) => {
    execFile(path.resolve('bin/bakeoff'), args, { env, cwd: repository.dir }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function startFile(script: string): Promise<string> {
  const file = path.join(repository.dir, '..', `start-${Math.random().toString(36).slice(2)}.yaml`);
  await writeFile(
    file,
    `# mine
project: repo
test: npm test
agents:
  planner: ${JSON.stringify({ command: ['sh', '-c', script], output: 'text' })}
`,
  );
  return file;
}

const plan = JSON.stringify({
  variants: [
    { id: 'x', approach: 'One.' },
    { id: 'y', approach: 'Two.' },
  ],
});

describe('bakeoff plan', () => {
  it(
    'prints an experiment file that keeps what the given one had, and runs nothing',
    async () => {
      const file = await startFile(`echo '${plan}'`);
      const { code, stdout, stderr } = await bakeoff(
        'plan',
        'Work.',
        '--agent',
        'planner',
        '--count',
        '2',
        '--file',
        file,
      );
      expect(stderr).toContain('Plan: Work.');
      expect(code).toBe(0);
      expect(stdout).toContain('# mine');
      const parsed = parseExperimentFile(stdout);
      expect(parsed.ok && parsed.spec).toMatchObject({
        project: repository.dir,
        task: 'Work.',
        variants: [{ id: 'x', agent: 'planner' }, { id: 'y' }],
        contract: { gates: [{ run: 'npm test' }] },
      });
      const listed = await bakeoff('ls', '--json');
      expect(JSON.parse(listed.stdout)).toEqual({ experiments: [] });

      const out = path.join(path.dirname(file), 'plan.yaml');
      const flags = ['--agent', 'planner', '--count', '2', '--file', file, '--out', out];
      expect(await bakeoff('plan', 'Work.', ...flags)).toMatchObject({ code: 0 });
      expect(await readFile(out, 'utf8')).toContain('project: repo');
      const again = await bakeoff('plan', 'Work.', ...flags, '--json');
      expect(again.code).toBe(2);
      expect(await readFile(out, 'utf8')).toContain('id: x');
    },
    TIMEOUT_MS,
  );

  it(
    'shows an answer that is no plan, with what is wrong, and exits with 1',
    async () => {
      const file = await startFile('echo Roses are red.');
      const answer = await bakeoff('plan', 'Work.', '--agent', 'planner', '--file', file);
      expect(answer.code).toBe(1);
      expect(answer.stdout).toContain('Roses are red.');
      expect(answer.stderr).toContain('No plan after 3 answers');
      expect(answer.stderr).toContain('There is no JSON object in the answer');
    },
    TIMEOUT_MS,
  );

  it(
    'says what is missing before it asks anybody',
    async () => {
      expect(await bakeoff('plan', 'Work.')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--agent NAME'),
      });
      const kind = await bakeoff('plan', 'Work.', '--kind', 'poem');
      expect(kind).toMatchObject({ code: 2, stderr: expect.stringContaining('approaches or subtasks') });
      const nobody = await bakeoff('plan', 'Work.', '--agent', 'nobody');
      expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('"nobody" is not an agent') });
    },
    TIMEOUT_MS,
  );
});
