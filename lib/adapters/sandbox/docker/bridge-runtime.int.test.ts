import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '@/lib/testing/engine';
import { findBridgeRuntime, trialOptions, type BridgeSearch } from './bridge-runtime';
import { openEngine, readFacts } from './engine';

const ALL = { memory: true, pids: true, cpus: true };
const node = { program: 'node', file: 'bridge.cjs', mounts: [] } as const;

describe('the container that a program is tried in', () => {
  it('can be found again, and can do little', () => {
    const labels = { 'bakeoff.sandbox': 'r1' };
    const options = trialOptions({ image: 'x', labels, limits: ALL }, { ...node, mounts: [] });
    expect(options).toMatchObject({ Labels: labels, User: '65534:65534' });
    expect(options.HostConfig).toMatchObject({ NetworkMode: 'none', CapDrop: ['ALL'], PidsLimit: 64 });
    expect(options.HostConfig?.Memory).toBe(options.HostConfig?.MemorySwap);
    expect(options.HostConfig?.Memory).toBeGreaterThan(0);
  });

  it('has no limit that the engine would refuse', () => {
    const limits = { memory: false, pids: false, cpus: false };
    const { HostConfig } = trialOptions({ image: 'x', labels: {}, limits }, { ...node, mounts: [] });
    for (const name of ['Memory', 'MemorySwap', 'PidsLimit']) expect(HostConfig).not.toHaveProperty(name);
  });
});

describe.each(['docker', 'podman'] as const)('the bridge in an image of %s', (kind) => {
  let engine: TestEngine | null;
  let search: BridgeSearch;
  const labels = { 'bakeoff.sandbox': `t-bridge-${kind}` };

  beforeAll(async () => {
    engine = await startEngine(kind);
  }, 240_000);
  beforeEach(async (test) => {
    if (!engine) test.skip();
    const opened = openEngine(engine!.socket);
    const { limits } = await readFacts(opened);
    search = { docker: opened.docker, image: engine!.image, labels, limits };
  });

  const left = (): Promise<unknown[]> =>
    search.docker.listContainers({ all: true, filters: { label: [`bakeoff.sandbox=${labels['bakeoff.sandbox']}`] } });

  it('runs within the limits', async () => {
    expect(await findBridgeRuntime(search)).not.toBeNull();
    expect(await left()).toEqual([]);
  });

  it('counts as absent where it does not end in time, and is removed', async () => {
    expect(await findBridgeRuntime({ ...search, timeoutMs: 0 })).toBeNull();
    expect(await left()).toEqual([]);
  });
});
