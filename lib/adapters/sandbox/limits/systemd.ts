import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '@/lib/adapters/process/run-program';
import { groupFolder, parseGroupMounts, parseOwnGroup } from '@/lib/adapters/sandbox/limits/cgroup-mounts';
import { groupAt } from '@/lib/adapters/sandbox/limits/cgroup2';
import { groupName, type ControlGroup } from '@/lib/adapters/sandbox/limits/control-group';
import type { SandboxLimits } from '@/lib/core/sandbox';
import { hostEnvironment } from '@/lib/env';

/** What `systemd-run --user` needs to reach the person's own service manager. */
export function systemdEnvironment(): { XDG_RUNTIME_DIR: string; DBUS_SESSION_BUS_ADDRESS: string } {
  const host = hostEnvironment();
  const runtime = host.XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.() ?? 0}`;
  return {
    XDG_RUNTIME_DIR: runtime,
    DBUS_SESSION_BUS_ADDRESS: host.DBUS_SESSION_BUS_ADDRESS ?? `unix:path=${runtime}/bus`,
  };
}

/** Program and arguments that start what follows in a scope of its own with these limits. Pure. */
export function systemdScope(unit: string, limits: SandboxLimits): string[] {
  const properties = [
    ...(limits.memoryBytes === null ? [] : [`MemoryMax=${limits.memoryBytes}`, 'MemorySwapMax=0']),
    ...(limits.pids === null ? [] : [`TasksMax=${limits.pids}`]),
    ...(limits.cpus === null ? [] : [`CPUQuota=${Math.ceil(limits.cpus * 100)}%`]),
  ];
  const options = properties.flatMap((property) => ['-p', property]);
  return ['systemd-run', '--user', '--scope', '--quiet', '--collect', `--unit=${unit}`, ...options, '--'];
}

const TRY_MS = 5000;

/** Whether the person's service manager runs, with all controllers handed to it. */
export async function hasSystemdScopes(): Promise<boolean> {
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0) return false;
  const env = { PATH: '/usr/bin:/bin', ...systemdEnvironment() };
  if (
    !(await access(path.join(env.XDG_RUNTIME_DIR, 'systemd')).then(
      () => true,
      () => false,
    ))
  )
    return false;
  const limits: SandboxLimits = { cpus: 1, memoryBytes: 64 * 1024 * 1024, pids: 16, diskBytes: null };
  const [program = '', ...args] = systemdScope(groupName({ id: `probe.${process.pid}`, place: '00000000' }, 1), limits);
  const trial = await runProgram({
    argv: [program, ...args, 'cat', '/proc/self/cgroup'],
    cwd: '/',
    env,
    timeoutMs: TRY_MS,
  });
  if (trial.exitCode !== 0) return false;
  const handed = `/sys/fs/cgroup/user.slice/user-${uid}.slice/user@${uid}.service/cgroup.controllers`;
  const controllers = (await readFile(handed, 'utf8').catch(() => '')).split(/\s/);
  return ['cpu', 'memory', 'pids'].every((controller) => controllers.includes(controller));
}

/** The control group that systemd made for a scope, found by a process in it. */
export async function groupOfProcess(pid: number): Promise<ControlGroup | null> {
  const mounts = parseGroupMounts(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''));
  const mount = mounts.find((candidate) => candidate.version === 2);
  const group = parseOwnGroup(await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''), '');
  if (!mount || group === null || !group.endsWith('.scope')) return null;
  return groupAt(groupFolder(mount, group));
}
