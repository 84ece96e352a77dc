import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineFacts } from '@/lib/adapters/sandbox/docker/engine';
import { removeContainer } from '@/lib/adapters/sandbox/docker/remove';
import type { Mount } from '@/lib/schemas/launch-plan';

/** What runs the bridge in an image: its own node, this host's (mounted), its python; null: nothing can. */
export type BridgeRuntime = { program: string; file: 'bridge.cjs' | 'bridge.py'; mounts: Mount[] } | null;
type Candidate = NonNullable<BridgeRuntime>;

export type BridgeSearch = {
  docker: Docker;
  image: string;
  /** What the containers of a killed search are found by. */
  labels: Record<string, string>;
  /** What the engine can hold; some refuse to start a container with any other limit. */
  limits: EngineFacts['limits'];
  /** For each candidate; default: half a minute. */
  timeoutMs?: number;
};

/** Where this host's node is shown to images that bring none. */
const HOST_NODE = '/opt/bakeoff/node';
/** An image's program may be anything, and a busy engine takes seconds to start it. */
const TRIAL_MS = 30_000;
const REMOVE_MS = 20_000;
/** Ample for telling a version. */
const TRIAL_MEMORY_BYTES = 256 * 1024 * 1024;
const TRIAL_PIDS = 64;

/** Finds out by trying: the image's programs and libraries are known to nobody else. Takes a tiny container a try. */
export async function findBridgeRuntime(search: BridgeSearch): Promise<BridgeRuntime> {
  const host: Mount = { source: process.execPath, target: HOST_NODE, mode: 'ro' };
  const candidates: Candidate[] = [
    { program: 'node', file: 'bridge.cjs', mounts: [] },
    { program: HOST_NODE, file: 'bridge.cjs', mounts: [host] },
    { program: 'python3', file: 'bridge.py', mounts: [] },
  ];
  for (const candidate of candidates) {
    if (await runs(search, candidate)) return candidate;
  }
  return null;
}

async function runs(search: BridgeSearch, candidate: Candidate): Promise<boolean> {
  const { docker, timeoutMs = TRIAL_MS } = search;
  const container = await docker.createContainer(trialOptions(search, candidate));
  const timer = new AbortController();
  try {
    const tooLong = sleep(timeoutMs, false, { signal: timer.signal, ref: false });
    return await Promise.race([endsWell(container), tooLong]);
  } finally {
    timer.abort();
    // What an engine keeps is found again by its labels.
    const removed = removeContainer(docker, container.id).catch(() => undefined);
    await Promise.race([removed, sleep(REMOVE_MS, undefined, { ref: false })]);
  }
}

async function endsWell(container: Docker.Container): Promise<boolean> {
  // An engine answers that it found no such program, or that it does not fit the image's libraries.
  const started = await container.start().then(
    () => true,
    () => false,
  );
  if (!started) return false;
  const { StatusCode } = (await container.wait()) as { StatusCode: number };
  return StatusCode === 0;
}

export function trialOptions(
  search: Pick<BridgeSearch, 'image' | 'labels' | 'limits'>,
  candidate: Candidate,
): ContainerCreateOptions {
  const { image, labels, limits } = search;
  return {
    Image: image,
    Entrypoint: [candidate.program],
    Cmd: ['--version'],
    User: '65534:65534',
    Labels: labels,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', 'label=disable'],
      LogConfig: { Type: 'none', Config: {} },
      ...(limits.memory ? { Memory: TRIAL_MEMORY_BYTES, MemorySwap: TRIAL_MEMORY_BYTES } : {}),
      ...(limits.pids ? { PidsLimit: TRIAL_PIDS } : {}),
      Mounts: candidate.mounts.map(({ source, target }) => {
        return { Type: 'bind', Source: source, Target: target, ReadOnly: true } as const;
      }),
    },
  };
}
