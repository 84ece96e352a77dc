import type { ContainerCreateOptions, MountSettings } from 'dockerode';
import { bridgeArguments } from '@/lib/adapters/sandbox/gateway/bridge-file';
import { FILTER_FILE } from '@/lib/adapters/sandbox/docker/podman-filter';
import type { SandboxCommand } from '@/lib/adapters/sandbox/sandbox-process';
import { INSIDE, type DockerPlan } from '@/lib/schemas/launch-plan';

/** Names of the labels by which containers and volumes of ours are found again. */
export const LABELS = {
  sandbox: 'bakeoff.sandbox',
  /** The data folder that the sandbox belongs to, as a hash: several products may share an engine. */
  home: 'bakeoff.home',
  /** `PID:STARTTIME` of whoever started it. */
  starter: 'bakeoff.starter',
} as const;

/** Files below `io` that stand in for the image's: it does not know the user that the sandbox runs as. */
export const ACCOUNT_FILES = { passwd: 'passwd', group: 'group' } as const;

const MIB = 1024 * 1024;
const CPU_PERIOD_US = 100_000;

export type StartFacts = {
  name: string;
  /** Highest that the kernel lets this host's processes have; an engine without rights can't give more. */
  maxFiles: number;
  maxProcesses: number;
  starter: string;
  /** Names of the volumes, in the order of `plan.overlays`. */
  volumes: string[];
};

/** Everything of the gateway is in the plan's `io` folder, so a container needs no network of the engine's. */
export function containerOptions(plan: DockerPlan, command: SandboxCommand, facts: StartFacts): ContainerCreateOptions {
  const bridge = plan.bridge && plan.gateway ? [...plan.bridge, ...bridgeArguments(plan.gateway)] : [];
  const [program = '', ...args] = [...bridge, ...command.argv];
  return {
    name: facts.name,
    Image: plan.image,
    // Both, or the image's own entry point would run instead.
    Entrypoint: [program],
    Cmd: args,
    Env: environment(plan, command.env),
    WorkingDir: command.cwd,
    User: plan.user,
    Hostname: 'sandbox',
    Labels: { ...plan.labels, [LABELS.starter]: facts.starter },
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    StdinOnce: true,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      ...LOCKED,
      ...filterOf(plan),
      ...limitsOf(plan, facts),
      Mounts: mountsOf(plan, facts),
      ...namespacesOf(plan),
    },
  };
}

/** What a command brings along is found first; without the image's own path, nothing else would be found. */
function environment(plan: DockerPlan, env: Record<string, string>): string[] {
  const { PATH, ...others } = env;
  const entries = Object.entries(others).map(([name, value]) => `${name}=${value}`);
  if (PATH === undefined) return entries;
  const folders = [...PATH.split(':'), ...(plan.searchPath ?? '').split(':')].filter((folder) => folder !== '');
  return folders.length === 0 ? entries : [...entries, `PATH=${[...new Set(folders)].join(':')}`];
}

const LOCKED = {
  NetworkMode: 'none',
  IpcMode: 'private',
  Init: true,
  CapDrop: ['ALL'],
  // Labels of SELinux would keep a container from the person's own folders.
  SecurityOpt: ['no-new-privileges', 'label=disable'],
  ReadonlyRootfs: true,
  Tmpfs: { '/run': 'rw,nosuid,nodev,size=64m,mode=755', '/var/tmp': 'rw,nosuid,nodev,size=256m,mode=1777' },
  ShmSize: 256 * MIB,
  // Output goes to whoever started it; the engine would keep a second copy without an end.
  LogConfig: { Type: 'none', Config: {} },
};

function filterOf(plan: DockerPlan): { SecurityOpt?: string[] } {
  return plan.podman ? { SecurityOpt: [...LOCKED.SecurityOpt, `seccomp=${plan.io}/${FILTER_FILE}`] } : {};
}

function namespacesOf(plan: DockerPlan): { UsernsMode?: string; Runtime?: string } {
  return {
    ...(plan.userns === null ? {} : { UsernsMode: plan.userns }),
    ...(plan.runtime === null ? {} : { Runtime: plan.runtime }),
  };
}

function limitsOf({ limits }: DockerPlan, facts: StartFacts): ContainerCreateOptions['HostConfig'] {
  const { memoryBytes, cpus, pids, diskBytes } = limits;
  return {
    // The same for both: no swap beyond the memory.
    ...(memoryBytes === null ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
    ...(cpus === null ? {} : { CpuPeriod: CPU_PERIOD_US, CpuQuota: Math.round(cpus * CPU_PERIOD_US) }),
    ...(pids === null ? {} : { PidsLimit: pids }),
    Ulimits: [
      ulimit('nofile', facts.maxFiles),
      // podman forgets its own default where others are named, and may not raise it.
      ulimit('nproc', facts.maxProcesses),
      ulimit('core', 0),
      ...(diskBytes === null ? [] : [ulimit('fsize', diskBytes)]),
    ],
  };
}

function ulimit(Name: string, value: number): { Name: string; Soft: number; Hard: number } {
  return { Name, Soft: value, Hard: value };
}

function mountsOf(plan: DockerPlan, facts: StartFacts): MountSettings[] {
  const account = (file: string): MountSettings => bind(`${plan.io}/${file}`, `/etc/${file}`, 'ro');
  return [
    bind(plan.workspace, INSIDE.workspace, 'rw'),
    bind(plan.home, INSIDE.home, 'rw'),
    bind(plan.tmp, INSIDE.tmp, 'rw'),
    bind(plan.io, INSIDE.io, 'ro'),
    account(ACCOUNT_FILES.passwd),
    account(ACCOUNT_FILES.group),
    ...plan.mounts.map(({ source, target, mode }) => bind(source, target, mode)),
    ...plan.overlays.map(({ target }, i): MountSettings => {
      return { Type: 'volume', Source: facts.volumes[i] ?? '', Target: target, VolumeOptions: NO_COPY };
    }),
  ];
}

const NO_COPY = { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } };

/** A mount, not a bind of the old kind: a source that is missing is an error, not a folder made by root. */
function bind(Source: string, Target: string, mode: 'ro' | 'rw'): MountSettings {
  return { Type: 'bind', Source, Target, ReadOnly: mode === 'ro', BindOptions: { Propagation: 'rprivate' } };
}

/** Options of an overlay volume. The kernel splits them at commas and colons, so paths must not hold any. */
export function overlayOptions(overlay: { lower: string; upper: string; work: string }): Record<string, string> {
  for (const place of [overlay.lower, overlay.upper, overlay.work]) {
    if (/[,:\\]/.test(place))
      throw new Error(`${place} can't be shared copy-on-write: its name holds "," ":" or "\\".`);
  }
  const o = `lowerdir=${overlay.lower},upperdir=${overlay.upper},workdir=${overlay.work}`;
  return { type: 'overlay', device: 'overlay', o };
}

/** Lines of /etc/passwd and /etc/group for the user `uid:gid`. */
export function accountFiles(user: string): { passwd: string; group: string } {
  const [uid = '0', gid = uid] = user.split(':');
  const root = uid === '0' ? '' : 'root:x:0:0:root:/root:/bin/sh\n';
  const agent = `agent:x:${uid}:${gid}:agent:${INSIDE.home}:/bin/sh\n`;
  const nobody = 'nobody:x:65534:65534:nobody:/:/bin/false\n';
  return {
    passwd: `${root}${agent}${nobody}`,
    group: `${gid === '0' ? '' : 'root:x:0:\n'}agent:x:${gid}:\nnogroup:x:65534:\n`,
  };
}
