import { findEngine, openEngine, readFacts } from '@/lib/adapters/sandbox/docker/engine';
import type { Enforcement, SandboxProbe } from '@/lib/core/sandbox';
import { errorMessage } from '@/lib/errors';

const NAMES = { docker: 'Docker', podman: 'podman' } as const;

/** Asks the engine itself. */
export async function probeDocker(host: Readonly<Record<string, string | undefined>>): Promise<SandboxProbe> {
  const place = await findEngine(host);
  if ('problem' in place) return { ...NOTHING, reasons: [place.problem], remedy: place.remedy };
  const engine = openEngine(place.socket);
  try {
    const { kind, version, limits, rootless } = await readFacts(engine);
    const reasons = [
      ...missing(limits),
      ...(rootless ? [`${NAMES[kind]} runs without rights of its own: what escapes a container is you.`] : []),
      ...(process.platform === 'darwin' ? [MACOS] : []),
    ];
    return {
      provider: 'docker',
      ok: true,
      isolated: true,
      version: `${NAMES[kind]} ${version}`,
      limits: { cpus: held(limits.cpus), memory: held(limits.memory), pids: held(limits.pids), disk: 'watched' },
      network: process.platform !== 'darwin',
      pause: true,
      reasons,
      remedy: null,
    };
  } catch (cause) {
    return { ...NOTHING, ...refusal(place.socket, cause) };
  }
}

const NOTHING: SandboxProbe = {
  provider: 'docker',
  ok: false,
  isolated: true,
  version: null,
  limits: { cpus: 'none', memory: 'none', pids: 'none', disk: 'none' },
  network: false,
  pause: false,
  reasons: [],
  remedy: null,
};

const MACOS = "A container's virtual machine can't reach the gateway's socket on macOS, so runs have no network there.";

function held(is: boolean): Enforcement {
  return is ? 'enforced' : 'none';
}

function missing(limits: { memory: boolean; pids: boolean; cpus: boolean }): string[] {
  const names = [
    ...(limits.memory ? [] : ['memory']),
    ...(limits.pids ? [] : ['processes']),
    ...(limits.cpus ? [] : ['CPU']),
  ];
  return names.length === 0 ? [] : [`The engine can't limit ${names.join(', ')} on this host.`];
}

function refusal(socket: string, cause: unknown): { reasons: string[]; remedy: string } {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'EACCES') {
    const remedy = 'Add yourself to the group "docker" (sudo usermod -aG docker "$USER", then log in again).';
    return { reasons: [`You may not use the container engine at ${socket}.`], remedy };
  }
  const reason = `The container engine at ${socket} does not answer: ${errorMessage(cause).trim()}.`;
  return { reasons: [reason], remedy: 'Start Docker or podman again.' };
}
