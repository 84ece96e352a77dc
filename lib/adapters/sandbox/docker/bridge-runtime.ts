import type Docker from 'dockerode';
import type { Mount } from '@/lib/schemas/launch-plan';

/** What runs the bridge in an image: its own node, this host's (mounted), its python; null: nothing can. */
export type BridgeRuntime = { program: string; file: 'bridge.cjs' | 'bridge.py'; mounts: Mount[] } | null;

/** Where this host's node is shown to images that bring none. */
const HOST_NODE = '/opt/bakeoff/node';

/** Finds out by trying: the image's programs and libraries are known to nobody else. Takes a tiny container a try. */
export async function findBridgeRuntime(docker: Docker, image: string): Promise<BridgeRuntime> {
  const host: Mount = { source: process.execPath, target: HOST_NODE, mode: 'ro' };
  const candidates: NonNullable<BridgeRuntime>[] = [
    { program: 'node', file: 'bridge.cjs', mounts: [] },
    { program: HOST_NODE, file: 'bridge.cjs', mounts: [host] },
    { program: 'python3', file: 'bridge.py', mounts: [] },
  ];
  for (const candidate of candidates) {
    if (await runs(docker, image, candidate)) return candidate;
  }
  return null;
}

async function runs(docker: Docker, image: string, candidate: NonNullable<BridgeRuntime>): Promise<boolean> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: [candidate.program],
    Cmd: ['--version'],
    User: '65534:65534',
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', 'label=disable'],
      LogConfig: { Type: 'none', Config: {} },
      Mounts: candidate.mounts.map(({ source, target }) => {
        return { Type: 'bind', Source: source, Target: target, ReadOnly: true } as const;
      }),
    },
  });
  try {
    // An engine answers that it found no such program, or that it does not fit the image's libraries.
    const started = await container.start().then(
      () => true,
      () => false,
    );
    if (!started) return false;
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    return StatusCode === 0;
  } finally {
    await container.remove({ force: true, v: true }).catch(() => undefined);
  }
}
