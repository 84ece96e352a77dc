import type Docker from 'dockerode';
import type { Attached } from '@/lib/adapters/sandbox/docker/attach';
import { parseStats } from '@/lib/adapters/sandbox/docker/stats';
import type { Gateway } from '@/lib/adapters/sandbox/gateway/gateway';
import type { SandboxExit, SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import type { LimitHit } from '@/lib/core/sandbox';
import type { DockerPlan } from '@/lib/schemas/launch-plan';

const KILLED = 137;

type Running = {
  plan: DockerPlan;
  container: Docker.Container;
  streams: Attached;
  gateway: Gateway | null;
  takeDown: () => Promise<void>;
};

/** A started container as the process it is. */
export function runningContainer(running: Running): SandboxProcess {
  const { container, streams, gateway, takeDown } = running;
  const state: State = { killed: false, ended: false, limit: null };
  const exited = waitForExit(running, state).finally(() => {
    state.ended = true;
  });
  return {
    streams: { stdin: streams.stdin, stdout: streams.stdout, stderr: streams.stderr },
    pid: null,
    exited,
    terminate: () => void container.kill({ signal: 'SIGTERM' }).catch(() => undefined),
    kill: async () => {
      state.killed = true;
      await takeDown();
      streams.close();
    },
    pause: () => succeeds(() => container.pause()),
    resume: () => succeeds(() => container.unpause()),
    sample: async () => {
      if (state.ended) return null;
      const stats = await container.stats({ stream: false, 'one-shot': true }).catch(() => null);
      const used = stats && parseStats(stats);
      if (!used) return null;
      const bytes = gateway?.bytes() ?? { sent: 0, received: 0 };
      return { ...used, diskBytes: 0, sentBytes: bytes.sent, receivedBytes: bytes.received };
    },
  };
}

type State = { killed: boolean; ended: boolean; limit: LimitHit | null };

async function waitForExit({ plan, container }: Running, state: State): Promise<SandboxExit> {
  const end = { signal: null, startError: null, limit: null };
  try {
    const { StatusCode: exitCode } = (await container.wait()) as { StatusCode: number };
    const limit = state.limit ?? (exitCode === 0 || state.killed ? null : await outOfMemory(plan, container, exitCode));
    return { ...end, exitCode, limit };
  } catch {
    // It was removed, or the engine went away with it.
    return { ...end, exitCode: null, signal: 'SIGKILL', limit: state.limit };
  }
}

/** Docker tells it; podman doesn't, so there a kill that nobody here asked for is taken for it. */
async function outOfMemory(plan: DockerPlan, container: Docker.Container, exitCode: number): Promise<LimitHit | null> {
  if (plan.limits.memoryBytes === null) return null;
  if (plan.podman) return exitCode === KILLED ? 'out_of_memory' : null;
  const inspected = await container.inspect().catch(() => null);
  return inspected?.State.OOMKilled ? 'out_of_memory' : null;
}

async function succeeds(act: () => Promise<unknown>): Promise<boolean> {
  return act().then(
    () => true,
    () => false,
  );
}
