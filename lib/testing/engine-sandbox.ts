import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createDockerProvider } from '@/lib/adapters/sandbox/docker/docker-provider';
import { startInDocker } from '@/lib/adapters/sandbox/docker/start';
import type { SandboxExit, SandboxProcess, StartHooks } from '@/lib/adapters/sandbox/sandbox-process';
import type { PlanRequest, SandboxRef } from '@/lib/core/ports';
import { INSIDE, type DockerPlan } from '@/lib/schemas/launch-plan';
import type { TestEngine } from '@/lib/testing/engine';

export const NO_LIMITS = { cpus: null, memoryBytes: null, pids: null, diskBytes: null };

export type EngineSandbox = {
  provider: ReturnType<typeof createDockerProvider>;
  ref: SandboxRef;
  plan: (request?: Partial<PlanRequest>) => Promise<DockerPlan>;
  start: (argv: string[], request?: Partial<PlanRequest>, hooks?: StartHooks) => Promise<SandboxProcess>;
  /** Runs a shell command line to its end, without input. */
  run: (command: string, request?: Partial<PlanRequest>) => Promise<SandboxExit & { stdout: string; stderr: string }>;
  /** Takes down what was started, and then whatever the engine still has of it, whose sandboxes it tells. */
  end: () => Promise<string[]>;
};

/** A sandbox's folders without a product around them. */
export async function engineSandbox(engine: TestEngine, id: string): Promise<EngineSandbox> {
  const home = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bakeoff-dk-'));
  const runDir = path.join(home, 'sandboxes', id);
  const provider = createDockerProvider({ paths: { home }, host: { DOCKER_HOST: `unix://${engine.socket}` } });
  const owner = provider.owner();
  for (const name of ['ws', 'home', 'tmp', 'io', 'layers']) {
    await mkdir(path.join(runDir, name), { recursive: true });
    if (owner && name !== 'io') await chown(path.join(runDir, name), owner.uid, owner.gid);
  }
  const workspace = path.join(runDir, 'ws');
  const ref: SandboxRef = { provider: 'docker', id, runDir, workspace, workspaceInside: INSIDE.workspace };
  const usual = { limits: NO_LIMITS, network: null, mounts: [], image: engine.image, runtime: null };
  const plan: EngineSandbox['plan'] = (request = {}) => provider.plan(ref, { ...usual, ...request });
  const started: SandboxProcess[] = [];
  const start: EngineSandbox['start'] = async (argv, request = {}, hooks = {}) => {
    const env = provider.environment(ref, {}, []);
    const child = await startInDocker(await plan(request), { argv, cwd: INSIDE.workspace, env }, hooks);
    started.push(child);
    return child;
  };
  return {
    provider,
    ref,
    plan,
    start,
    run: async (command, request) => runToEnd(await start(['sh', '-c', command], request)),
    end: async () => {
      await Promise.all(started.map((child) => child.kill()));
      const left = await provider.leftovers();
      await provider.release(id);
      await rm(home, { recursive: true, force: true });
      return left;
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
