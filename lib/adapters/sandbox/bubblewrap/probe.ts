import { readFile } from 'node:fs/promises';
import { runProgram } from '@/lib/adapters/process/run-program';
import { findExecutable } from '@/lib/adapters/process/user-path';
import { seccompFilter } from '@/lib/adapters/sandbox/bubblewrap/seccomp';
import { detectLimits, enforcement, type LimitsBy } from '@/lib/adapters/sandbox/limits/limits';
import type { SandboxProbe } from '@/lib/core/sandbox';

/** What a start needs to know of the host. */
export type BubblewrapFacts = { program: string; version: string; limitsBy: LimitsBy; python?: string | null };

export type Inspection =
  | { ok: true; facts: BubblewrapFacts }
  | { ok: false; version: string | null; reason: string; remedy: string };

const SEARCH_PATH = '/usr/bin:/bin:/usr/local/bin:/run/current-system/sw/bin';
const ENV = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };
const TRY_MS = 10_000;

/** Looks whether bubblewrap works here, by starting it. */
export async function inspectBubblewrap(): Promise<Inspection> {
  if (process.platform !== 'linux') {
    const remedy = 'Use Docker, or run without isolation (--allow-process).';
    return { ok: false, version: null, reason: 'bubblewrap works on Linux only.', remedy };
  }
  const program = await findExecutable('bwrap', SEARCH_PATH);
  if (program === null) {
    const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
    return { ok: false, version: null, reason: 'bubblewrap is not installed.', remedy: installRemedy(release) };
  }
  const printed = await run([program, '--version']);
  const version = /(\d+\.\d+(?:\.\d+)?)/.exec(printed.stdout)?.[1] ?? '0';
  const trial = await run([
    program,
    '--unshare-all',
    '--ro-bind',
    '/',
    '/',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    'true',
  ]);
  if (trial.exitCode !== 0) {
    const said = trial.stderr.trim().split('\n')[0] ?? '';
    const switches = { apparmor: await readSwitch(APPARMOR), clone: await readSwitch(CLONE) };
    const reason = `bubblewrap cannot make a sandbox here: ${said || 'it said nothing.'}`;
    return { ok: false, version, reason, remedy: failureRemedy(said, switches) };
  }
  if (process.getuid?.() === 0 && (await findExecutable('setpriv', '/usr/bin:/bin')) === null) {
    const reason = 'Bakeoff runs as root, and setpriv, with which a sandbox gives up that right, is not installed.';
    return { ok: false, version, reason, remedy: 'Install util-linux, or run Bakeoff as another user.' };
  }
  const [limitsBy, python] = await Promise.all([detectLimits(), findPython()]);
  return { ok: true, facts: { program, version, limitsBy, python } };
}

/** Only where every sandbox sees it, and new enough for the bridge. */
async function findPython(): Promise<string | null> {
  const python = await findExecutable('python3', '/usr/bin');
  if (python === null) return null;
  const check = 'import signal, socket, sys, threading; sys.exit(sys.version_info < (3, 6))';
  const tried = await run([python, '-I', '-S', '-c', check]);
  return tried.exitCode === 0 ? python : null;
}

function run(argv: [string, ...string[]]): ReturnType<typeof runProgram> {
  return runProgram({ argv, cwd: '/', env: ENV, timeoutMs: TRY_MS });
}

const APPARMOR = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
const CLONE = '/proc/sys/kernel/unprivileged_userns_clone';

async function readSwitch(file: string): Promise<string | null> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}

const INSTALL: [RegExp, string][] = [
  [/debian|ubuntu/, 'sudo apt-get install bubblewrap'],
  [/fedora|rhel|centos/, 'sudo dnf install bubblewrap'],
  [/arch/, 'sudo pacman -S bubblewrap'],
  [/suse/, 'sudo zypper install bubblewrap'],
  [/alpine/, 'sudo apk add bubblewrap'],
  [/nixos/, 'nix-env -iA nixos.bubblewrap'],
];

/** The command of this distribution, as /etc/os-release names it and those it descends from. */
export function installRemedy(osRelease: string): string {
  const names = [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map((match) => match[1]).join(' ');
  const command = INSTALL.find(([pattern]) => pattern.test(names))?.[1];
  return command === undefined ? 'Install the package bubblewrap of your distribution.' : `Install it: ${command}`;
}

const PROFILE = [
  "printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile bwrap /usr/bin/bwrap flags=(unconfined) {\\n  userns,\\n}\\n'",
  'sudo tee /etc/apparmor.d/bwrap',
].join(' | ');

/** The next step where it is installed and does not work. */
export function failureRemedy(said: string, switches: { apparmor: string | null; clone: string | null }): string {
  if (switches.clone === '0') {
    return 'This kernel forbids user namespaces to everybody but root. Allow them: sudo sysctl -w kernel.unprivileged_userns_clone=1';
  }
  if (switches.apparmor === '1' && /uid map|RTM_NEWADDR|setting up|Permission denied/i.test(said)) {
    return `AppArmor restricts user namespaces (Ubuntu 24.04 and later). Allow them to bubblewrap: ${PROFILE} && sudo apparmor_parser -r /etc/apparmor.d/bwrap`;
  }
  if (/Operation not permitted|Permission denied|No permissions/i.test(said)) {
    return 'Namespaces are not allowed here, as in a container without privileges. Use Docker, or start that container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN.';
  }
  if (/No space left|Resource temporarily/i.test(said)) {
    return 'There are too many namespaces. Raise the number: sudo sysctl -w user.max_user_namespaces=15000';
  }
  return 'Try it by hand: bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev true';
}

export function describeInspection(inspection: Inspection, namesUsers: boolean): SandboxProbe {
  if (!inspection.ok) {
    const { version, reason, remedy } = inspection;
    const limits = { cpus: 'none', memory: 'none', pids: 'none', disk: 'none' } as const;
    const name = version === null ? null : `bubblewrap ${version}`;
    const base = { provider: 'bubblewrap', ok: false, isolated: true, network: true, pause: false } as const;
    return { ...base, version: name, limits, reasons: [reason], remedy };
  }
  const { version, limitsBy } = inspection.facts;
  return {
    provider: 'bubblewrap',
    ok: true,
    isolated: true,
    version: `bubblewrap ${version}`,
    limits: enforcement(limitsBy, namesUsers),
    network: true,
    pause: true,
    reasons: [
      ...(limitsBy === 'rlimit'
        ? ['No control group can be made here: CPU is not limited, and memory is looked at once a second.']
        : []),
      ...(seccompFilter(process.arch) === null ? [`System calls are not filtered on ${process.arch}.`] : []),
    ],
    remedy: null,
  };
}
