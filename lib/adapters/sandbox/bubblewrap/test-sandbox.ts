import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createBubblewrapProvider } from '@/lib/adapters/sandbox/bubblewrap/bubblewrap-provider';
import { startInBubblewrap } from '@/lib/adapters/sandbox/bubblewrap/start';
import type { SandboxExit, SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import type { PlanRequest, SandboxRef } from '@/lib/core/ports';
import { INSIDE, type BubblewrapPlan } from '@/lib/schemas/launch-plan';

export const NO_LIMITS = { cpus: null, memoryBytes: null, pids: null, diskBytes: null };

type Options = Partial<PlanRequest> & { plan?: Partial<BubblewrapPlan>; env?: Record<string, string> };

export type TestSandbox = {
  provider: ReturnType<typeof createBubblewrapProvider>;
  ref: SandboxRef;
  plan: (options?: Options) => Promise<BubblewrapPlan>;
  start: (argv: string[], options?: Options) => Promise<SandboxProcess>;
  /** Runs a shell command line to its end, without input. */
  run: (command: string, options?: Options) => Promise<SandboxExit & { stdout: string; stderr: string }>;
  /** Takes all down that it knows of. */
  end: () => Promise<void>;
};

/** A sandbox's folders without a product around them. */
export async function testSandbox(id: string, parent?: string): Promise<TestSandbox> {
  const fast = parent ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
  const home = await realpath(await mkdtemp(path.join(fast, 'bakeoff-bw-')));
  const sandboxes = path.join(home, 'sandboxes');
  const runDir = path.join(sandboxes, id);
  const provider = createBubblewrapProvider({ paths: { sandboxes } });
  const owner = provider.owner();
  for (const name of ['ws', 'home', 'tmp', 'io', 'layers']) {
    await mkdir(path.join(runDir, name), { recursive: true });
    if (owner && name !== 'io') await chown(path.join(runDir, name), owner.uid, owner.gid);
  }
  const workspace = path.join(runDir, 'ws');
  const ref: SandboxRef = { provider: 'bubblewrap', id, runDir, workspace, workspaceInside: INSIDE.workspace };
  const usual = { limits: NO_LIMITS, network: null, mounts: [], image: null, runtime: null };
  const plan: TestSandbox['plan'] = async ({ plan: changed, ...request } = {}) => ({
    ...(await provider.plan(ref, { ...usual, ...request })),
    ...changed,
  });
  const started: SandboxProcess[] = [];
  const start: TestSandbox['start'] = async (argv, options = {}) => {
    const env = provider.environment(ref, options.env ?? {}, []);
    const child = await startInBubblewrap(await plan(options), { argv, cwd: INSIDE.workspace, env });
    started.push(child);
    return child;
  };
  return {
    provider,
    ref,
    plan,
    start,
    run: async (command, options) => runToEnd(await start(['sh', '-c', command], options)),
    end: async () => {
      await Promise.all(started.map((child) => child.kill()));
      await provider.release(id);
      // Overlays leave folders that nobody may enter, and some trees are deeper than a path may be long.
      await promisify(execFile)('chmod', ['-R', 'u+rwX', home]);
      await promisify(execFile)('rm', ['-rf', '--one-file-system', '--', home]);
    },
  };
}

export async function runToEnd(child: SandboxProcess): Promise<SandboxExit & { stdout: string; stderr: string }> {
  child.streams?.stdin.end();
  const [exit, stdout, stderr] = await Promise.all([
    child.exited,
    child.streams ? text(child.streams.stdout) : '',
    child.streams ? text(child.streams.stderr) : '',
  ]);
  await child.kill();
  return { ...exit, stdout, stderr };
}
