import Docker from 'dockerode';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

type Host = Readonly<Record<string, string | undefined>>;

export type EngineKind = 'docker' | 'podman';

export type Engine = { docker: Docker; socket: string };

export type EngineFacts = {
  kind: EngineKind;
  version: string;
  /** It runs without rights of its own, in a user namespace of the person's. */
  rootless: boolean;
  limits: { memory: boolean; pids: boolean; cpus: boolean };
};

/** Opens nothing yet; the first request does. */
export function openEngine(socket: string): Engine {
  // Spelled out: left out, the library takes the engine's place from this process's environment.
  return { docker: new Docker({ host: undefined, port: undefined, protocol: 'http', socketPath: socket }), socket };
}

export type EnginePlace = { socket: string } | { problem: string; remedy: string };

/** Where the engine listens. Only this host's sockets: another host's engine would not see the folders of a sandbox. */
export async function findEngine(host: Host): Promise<EnginePlace> {
  const given = host.DOCKER_HOST;
  if (given !== undefined && given !== '') {
    if (given.startsWith('unix://')) return { socket: given.slice('unix://'.length) };
    return {
      problem: `DOCKER_HOST is ${given}: an engine of another host can't see the folders of this one.`,
      remedy: 'Point DOCKER_HOST to a socket of this host (unix:///var/run/docker.sock), or take it away.',
    };
  }
  for (const socket of enginePlaces(host)) {
    const found = await stat(socket).catch(() => null);
    if (found?.isSocket()) return { socket };
  }
  return {
    problem: 'No container engine was found on this host.',
    remedy: 'Start Docker, or podman with `systemctl --user start podman.socket`.',
  };
}

export function enginePlaces(host: Host): string[] {
  const runtime = host.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    path.join(host.HOME ?? homedir(), '.docker/run/docker.sock'),
    ...(runtime ? [path.join(runtime, 'docker.sock'), path.join(runtime, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ];
}

/** What the engine says of itself. Throws where it doesn't answer. */
export async function readFacts(engine: Engine): Promise<EngineFacts> {
  const [version, info] = await Promise.all([engine.docker.version(), engine.docker.info() as Promise<EngineInfo>]);
  const components = version.Components ?? [];
  const podman = components.find((part) => /podman/i.test(part.Name));
  return {
    kind: podman ? 'podman' : 'docker',
    version: podman?.Version ?? version.Version,
    rootless: (info.SecurityOptions ?? []).some((option) => option.includes('rootless')),
    limits: {
      memory: info.MemoryLimit ?? false,
      pids: info.PidsLimit ?? false,
      cpus: info.CpuCfsQuota ?? false,
    },
  };
}

type EngineInfo = {
  SecurityOptions?: string[] | null;
  MemoryLimit?: boolean;
  PidsLimit?: boolean;
  CpuCfsQuota?: boolean;
};

/** The engine's answer to a request that it refused; null where the error is of another kind. */
export function statusOf(cause: unknown): number | null {
  const status = cause instanceof Error && 'statusCode' in cause ? cause.statusCode : null;
  return typeof status === 'number' ? status : null;
}

/** What is gone already is as good as removed; what another removes at this moment will be gone. */
export function isGone(cause: unknown): boolean {
  const status = statusOf(cause);
  return status === 404 || (status === 409 && cause instanceof Error && /removal|in progress/i.test(cause.message));
}
