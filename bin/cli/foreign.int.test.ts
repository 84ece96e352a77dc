import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sweep } from '@/lib/adapters/process/sweep';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';

const BAKEOFF = path.resolve('bin/bakeoff');
const EXAMPLES = path.resolve('examples/import');

let home = '';
let repository: TempRepository;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'bakeoff-foreign-'));
  repository = await createTempRepository({ 'src/overlaps.js': 'export const none = [];\n' });
});
afterAll(async () => {
  await repository.cleanup();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});
afterEach(async () => {
  await sweep({ name: 'BAKEOFF_HOME', value: home });
});

type Answer = { code: number; stdout: string; stderr: string };

function bakeoff(args: string[], input = ''): Promise<Answer> {
  const { DATABASE_URL: _, ...rest } = process.env;
  const env = { ...rest, NODE_ENV: 'production' as const, BAKEOFF_HOME: home, BAKEOFF_DEMO_SPEED: '100' };
  return new Promise((resolve) => {
    const child = execFile(BAKEOFF, args, { env, cwd: repository.dir }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

describe('documents of other systems', { timeout: 180_000 }, () => {
  test('a dispatch from standard input is answered in its own form, with notes beside it', async () => {
    const text = await readFile(path.join(EXAMPLES, 'dispatch.json'), 'utf8');
    const { code, stdout, stderr } = await bakeoff(
      [
        'run',
        '--project',
        '.',
        '--agent',
        'demo',
        '--allow-process',
        '--format',
        'dispatcher',
        '--trace-dir',
        'traces',
        '-',
      ],
      text,
    );
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ status: 'success', summary: { total_tasks: 3, successful: 3, failed: 0 } });
    expect(result.results[1]).toMatchObject({
      task_id: 'gen-sweep',
      status: 'success',
      output: { generated_file: 'overlaps-sweep.js' },
    });
    expect(result.results[1].execution_time_ms).toBeGreaterThan(0);
    expect(stderr).toContain('standard input:45:5: config.trace_dir:');
    expect(code).toBe(0);
  });

  test('validate knows the format, lists the notes and places problems in the document itself', async () => {
    const valid = await bakeoff(['validate', '--project', '.', path.join(EXAMPLES, 'magic-box.yaml'), '--json']);
    expect(JSON.parse(valid.stdout)).toMatchObject({ valid: true, format: 'magic-box', notes: [{}, {}] });
    expect(valid.code).toBe(0);

    const file = path.join(home, 'circle.json');
    const task = (id: string, after: string): string =>
      `{ "task_id": "${id}", "agent": "coder", "description": "x", "dependencies": ["${after}"], "input_data": { "contract_description": "x", "node_type": "Effect" } }`;
    await writeFile(file, `{ "tasks": [\n${task('a', 'b')},\n${task('b', 'a')} ] }`);
    const circle = await bakeoff(['validate', file]);
    expect(circle.stderr).toMatch(/circle\.json:2:\d+: Task 1: .*closes a circle, a -> b -> a;/);
    expect(circle.code).toBe(2);
  });

  test('a document that is not valid YAML shows the reading to accept, and nothing runs before', async () => {
    const file = path.join(EXAMPLES, 'magic-box-phases.yaml');
    const refused = await bakeoff(['run', '--project', '.', '--agent', 'demo', file]);
    expect(refused.stderr).toContain('magic-box-phases.yaml:18:5: phase_2 holds a list and the key `contract`');
    expect(refused.stderr).toContain('    tasks:\n    - task: "Build the endpoint for warnings"');
    expect(refused.code).toBe(2);
    const accepted = await bakeoff(['validate', '--project', '.', '--agent', 'demo', '--accept-repair', file]);
    expect(accepted.stdout).toContain('is valid.');
    expect(accepted.code).toBe(0);
  });

  test('a format that nobody knows is refused with those that are known', async () => {
    const { code, stderr } = await bakeoff(['run', '--format', 'toml', path.join(EXAMPLES, 'dispatch.json')]);
    expect(stderr).toContain('dispatcher');
    expect(code).toBe(2);
  });
});
