/** The command line of bubblewrap for a plan. Pure. */
import path from 'node:path';
import type { HostLayout } from '@/lib/adapters/sandbox/bubblewrap/host-layout';
import { bridgeArguments } from '@/lib/adapters/sandbox/gateway/bridge-file';
import { processLimits } from '@/lib/adapters/sandbox/limits/rlimits';
import type { SandboxCommand } from '@/lib/adapters/sandbox/sandbox-process';
import { INSIDE, IO_FILES, type BubblewrapPlan } from '@/lib/schemas/launch-plan';

/** File descriptors that bubblewrap and what it starts are given beside the usual three. */
export const FD = { status: 3, block: 4, seccomp: 5, options: 6, environment: 7 } as const;

/** Who a person's own sandbox shows them to be. */
export const USER_INSIDE = { uid: 1000, gid: 1000 };

/** Files below `io/etc` that stand for the host's own. */
export const OWN_ETC = ['passwd', 'group', 'hosts', 'hostname', 'nsswitch.conf', 'resolv.conf'] as const;

export type Launch = {
  /** After the program's name. */
  argv: string[];
  /** Options that go through a file descriptor, since they hold what must not be seen in the table of processes. */
  options: string[];
  /** A script that sets the environment once the privileges are gone; null where the options do it. */
  environment: string | null;
};

type Input = {
  plan: BubblewrapPlan;
  command: SandboxCommand;
  host: HostLayout;
  /** Carried by every process of the command. */
  tags: Record<string, string>;
  seccomp: boolean;
};

export function bubblewrapArguments(input: Input): Launch {
  const { plan, command, host, tags } = input;
  const env = { ...command.env, ...tags };
  const early = plan.dropTo ? { PATH: '/usr/bin:/bin', ...tags } : env;
  const options = [
    ...namespaces(plan),
    // Made on purpose: bubblewrap closes a folder that it has to make for a private file to everybody but root.
    ...[...new Set(['/run', INSIDE.home, '/etc', ...host.files.map((file) => path.dirname(file))])].flatMap(folder),
    ...system(plan, host),
    ...ownFolders(plan, host),
    ...(plan.overlays.length > 0 && hasOverlays(plan.version) ? overlays(plan) : boundOverlays(plan)),
    // Last, so that nothing more can be made in the folders that only hold mounts.
    '--remount-ro',
    '/dev',
    '--remount-ro',
    '/',
    '--chdir',
    command.cwd,
    '--clearenv',
    ...Object.entries(early).flatMap(([name, value]) => ['--setenv', name, value]),
  ];
  const descriptors = [
    '--json-status-fd',
    String(FD.status),
    '--block-fd',
    String(FD.block),
    '--args',
    String(FD.options),
    ...(input.seccomp ? ['--seccomp', String(FD.seccomp)] : []),
  ];
  return {
    argv: [...descriptors, '--', ...steps(plan, host), ...command.argv],
    options,
    environment: plan.dropTo ? exportScript(env) : null,
  };
}

function namespaces(plan: BubblewrapPlan): string[] {
  const { uid, gid } = USER_INSIDE;
  return [
    '--unshare-ipc',
    '--unshare-pid',
    '--unshare-net',
    '--unshare-uts',
    '--unshare-cgroup-try',
    '--die-with-parent',
    '--new-session',
    '--hostname',
    'bakeoff',
    '--cap-drop',
    'ALL',
    ...(plan.dropTo
      ? // What `setpriv` needs to give up the rest; it keeps none of them.
        ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((name) => ['--cap-add', name])
      : ['--unshare-user', '--uid', String(uid), '--gid', String(gid)]),
    ...(!plan.dropTo && isAtLeast(plan.version, '0.8.0') ? ['--disable-userns'] : []),
  ];
}

function system(plan: BubblewrapPlan, host: HostLayout): string[] {
  const shm = Math.floor((plan.limits.memoryBytes ?? 2 ** 31) / 2);
  return [
    ...host.folders.flatMap((shown) => readOnly(shown, shown)),
    ...host.links.flatMap((link) => ['--symlink', link.target, link.path]),
    ...host.files.flatMap((file) => readOnly(file, file)),
    ...OWN_ETC.flatMap((name) => readOnly(path.join(plan.io, 'etc', name), path.join('/etc', name))),
    '--proc',
    '/proc',
    ...host.masked.flatMap((file) => readOnly('/dev/null', file)),
    '--dev',
    '/dev',
    '--perms',
    '1777',
    '--size',
    String(shm),
    '--tmpfs',
    '/dev/shm',
    '--dir',
    '/var',
    '--symlink',
    '../tmp',
    '/var/tmp',
    '--symlink',
    '../run',
    '/var/run',
    ...hidden(plan, host),
  ];
}

/** A data folder in a place that is shown as part of the system would show every other run. */
function hidden(plan: BubblewrapPlan, host: HostLayout): string[] {
  const sandboxes = path.dirname(path.dirname(plan.io));
  const data = path.basename(sandboxes) === 'sandboxes' ? path.dirname(sandboxes) : sandboxes;
  return host.folders.some((shown) => data.startsWith(`${shown}/`)) ? ['--tmpfs', data] : [];
}

function ownFolders(plan: BubblewrapPlan, host: HostLayout): string[] {
  const shown = host.folders.some((parent) => host.tools.node.startsWith(`${parent}/`));
  const socket = plan.gateway?.socket;
  const elsewhere = socket !== undefined && socket !== path.join(plan.io, IO_FILES.socket);
  return [
    '--bind',
    plan.tmp,
    INSIDE.tmp,
    '--bind',
    plan.home,
    INSIDE.home,
    '--bind',
    plan.workspace,
    INSIDE.workspace,
    ...readOnly(plan.io, INSIDE.io),
    ...(elsewhere ? readOnly(socket, path.join(INSIDE.io, IO_FILES.socket)) : []),
    ...(shown ? [] : [...folder(path.dirname(host.tools.node)), ...readOnly(host.tools.node, host.tools.node)]),
    ...plan.mounts.flatMap(({ source, target, mode }) => [
      ...(isWritable(target) ? [] : folder(path.dirname(target))),
      mode === 'ro' ? '--ro-bind' : '--bind',
      source,
      target,
    ]),
  ];
}

function folder(name: string): string[] {
  return ['--perms', '0755', '--dir', name];
}

/** What the sandbox wrote there may be a link; nothing is made behind one. */
function isWritable(target: string): boolean {
  return [INSIDE.workspace, INSIDE.home, INSIDE.tmp].some((own) => target.startsWith(`${own}/`));
}

function readOnly(source: string, target: string): string[] {
  return ['--ro-bind', source, target];
}

function overlays(plan: BubblewrapPlan): string[] {
  return plan.overlays.flatMap(({ lower, upper, work, target }) => [
    '--overlay-src',
    lower,
    '--overlay',
    upper,
    work,
    target,
  ]);
}

/** Where bubblewrap can't mount overlays, it is started in a mount namespace that has them beside their layers. */
function boundOverlays(plan: BubblewrapPlan): string[] {
  return plan.overlays.flatMap((overlay) => ['--bind', mergedFolder(overlay), overlay.target]);
}

export function mergedFolder(overlay: { upper: string }): string {
  return `${overlay.upper}.merged`;
}

export function hasOverlays(version: string): boolean {
  return isAtLeast(version, '0.11.0');
}

/** What runs before the command, inside: limits of each process, then the loss of all privileges, then the bridge. */
function steps(plan: BubblewrapPlan, host: HostLayout): string[] {
  const { prlimit, setpriv, sh, node } = host.tools;
  const countsProcesses = plan.limitsBy === 'rlimit' && plan.dropTo === null;
  const limits = processLimits({ limits: plan.limits, maxFiles: host.maxFiles, countsProcesses });
  return [
    ...(prlimit === null ? [] : [prlimit, ...limits, '--']),
    ...(plan.dropTo
      ? [setpriv ?? 'setpriv', ...PRIVILEGES_AWAY, ...ids(plan.dropTo), '--', sh, '-c', TAKE_ENVIRONMENT, 'sh']
      : []),
    ...(plan.gateway ? [...bridge(plan, node), ...bridgeArguments(plan.gateway)] : []),
  ];
}

/** `-I`, `-S`: it takes no part of itself from the environment, the work folder or the home. */
function bridge({ python }: BubblewrapPlan, node: string): string[] {
  return python
    ? [python, '-I', '-S', path.join(INSIDE.io, IO_FILES.bridgeForPython)]
    : [node, path.join(INSIDE.io, IO_FILES.bridge)];
}

const PRIVILEGES_AWAY = [
  '--inh-caps=-all',
  '--ambient-caps=-all',
  '--bounding-set=-all',
  '--no-new-privs',
  '--clear-groups',
];

function ids({ uid, gid }: { uid: number; gid: number }): string[] {
  return [`--reuid=${uid}`, `--regid=${gid}`];
}

/**
 * A variable such as LD_PRELOAD would have `setpriv` load a file of the sandbox while it is still root. So the
 * environment comes last, from a descriptor that only this shell has.
 */
const TAKE_ENVIRONMENT = `eval "$(cat <&${FD.environment})"; exec ${FD.environment}<&- "$@"`;

/** Variables that a shell keeps to itself: setting them would end it, or change how it reads the script. */
const OF_THE_SHELL = new Set(['PPID', 'UID', 'EUID', 'IFS', 'OPTIND', 'SHELLOPTS', 'BASHOPTS']);

/** Shell lines that export these variables. Names that no shell can hold are left out. */
export function exportScript(env: Record<string, string>): string {
  return Object.entries(env)
    .filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !OF_THE_SHELL.has(name) && !name.startsWith('BASH_'))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join('');
}

/** Compares versions such as `0.8.0`. */
export function isAtLeast(version: string, wanted: string): boolean {
  return version.localeCompare(wanted, 'en', { numeric: true }) >= 0;
}
