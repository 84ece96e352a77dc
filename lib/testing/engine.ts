import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PREFIX = 'bakeoff-engines-';
const KINDS = ['docker', 'podman'] as const;

export type TestEngine = { kind: (typeof KINDS)[number]; socket: string; image: string };

/**
 * A container engine of the tests' own, shared by all files of a test run. Null, and a line on standard error, where it
 * can't be had; with CI=true that is a failure.
 */
export async function startEngine(kind: TestEngine['kind']): Promise<TestEngine | null> {
  try {
    const state = path.join(engineFolder(), kind);
    const { stdout } = await run(process.execPath, ['scripts/engine.mjs', 'start', kind, state]);
    const { dockerHost, image } = JSON.parse(stdout) as { dockerHost: string; image: string };
    return { kind, socket: dockerHost.slice('unix://'.length), image };
  } catch (cause) {
    if (process.env.CI === 'true') throw cause;
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    process.stderr.write(`\n*** SKIPPED: tests with ${kind}. ${said.trim().slice(-500)}\n\n`);
    return null;
  }
}

/** Chosen once, in the process that all test processes come from. */
export function useEngineFolder(): void {
  process.env.BAKEOFF_TEST_ENGINES = path.join(base(), `${PREFIX}${process.pid}`);
}

/** Ends the engines of this test run, and those of test runs that were killed. */
export async function stopEngines(): Promise<void> {
  const own = path.basename(engineFolder());
  for (const name of readdirSync(base())) {
    const owner = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : 0;
    if (owner > 0 && (name === own || !isAlive(owner))) await stopAll(path.join(base(), name));
  }
}

async function stopAll(folder: string): Promise<void> {
  for (const kind of KINDS) await run(process.execPath, ['scripts/engine.mjs', 'stop', path.join(folder, kind)]);
  await rm(folder, { recursive: true, force: true });
}

function engineFolder(): string {
  return process.env.BAKEOFF_TEST_ENGINES ?? path.join(base(), `${PREFIX}${process.pid}`);
}

/** Memory: an engine's layers on a slow disk are most of a container's start. */
function base(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
