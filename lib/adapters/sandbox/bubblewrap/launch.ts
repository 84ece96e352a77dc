import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { PassThrough, Readable, Writable } from 'node:stream';
import { childEnv } from '@/lib/adapters/process/child-env';
import { FD, type Launch } from '@/lib/adapters/sandbox/bubblewrap/arguments';
import type { ControlGroup } from '@/lib/adapters/sandbox/limits/control-group';
import { groupOfProcess, systemdEnvironment, systemdScope } from '@/lib/adapters/sandbox/limits/systemd';
import type { BubblewrapPlan } from '@/lib/schemas/launch-plan';

const KEEP_COMPLAINT = 2000;

type Spawn = {
  plan: BubblewrapPlan;
  launch: Launch;
  prefix: string[];
  filter: Buffer | null;
  tags: Record<string, string>;
  scope: string;
};

export function spawnBubblewrap({ plan, launch, prefix, filter, tags, scope }: Spawn): ChildProcess {
  const asScope = plan.limitsBy === 'systemd';
  const [program = '', ...args] = [
    ...(asScope ? systemdScope(scope, plan.limits) : []),
    ...prefix,
    plan.program,
    ...launch.argv,
  ];
  // Nothing of the command's environment: a variable may have the dynamic linker load a file of the sandbox, out here.
  const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', ...(asScope ? systemdEnvironment() : {}), ...tags };
  const nothing = openSync('/dev/null', 'r');
  const used = { seccomp: filter !== null, environment: launch.environment !== null };
  const stdio = descriptors(used, nothing);
  const child = spawn(program, args, { cwd: '/', env: childEnv(env), detached: true, stdio });
  // Who has to know of the first one listens for it; a later one, of a signal that came too late, is nobody's.
  child.on('error', () => undefined);
  closeSync(nothing);
  write(child, FD.options, launch.options.map((option) => `${option}\0`).join(''));
  write(child, FD.seccomp, filter ?? '');
  write(child, FD.environment, launch.environment ?? '');
  return child;
}

/**
 * Descriptors that this process was itself given by whoever started it would be handed on, and an open folder of the
 * host is a way out of a sandbox: /dev/null takes their places.
 */
function descriptors(
  used: { seccomp: boolean; environment: boolean },
  nothing: number,
): ('pipe' | 'ignore' | number)[] {
  const ours: number[] = Object.values(FD);
  const inherited = inheritedDescriptors();
  return Array.from({ length: Math.max(...ours, ...inherited) + 1 }, (_none, fd) => {
    const unused = (fd === FD.seccomp && !used.seccomp) || (fd === FD.environment && !used.environment);
    if ((fd <= 2 || ours.includes(fd)) && !unused) return 'pipe';
    return inherited.includes(fd) ? nothing : 'ignore';
  });
}

const CLOSE_ON_EXEC = 0o2000000;

/** Synchronous, so that nothing can be opened between the look and the start. */
function inheritedDescriptors(): number[] {
  return readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))?.[1] ?? '0';
      return (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0 ? [Number(name)] : [];
    } catch {
      // The descriptor of the listing itself is gone by now.
      return [];
    }
  });
}

function write(child: ChildProcess, fd: number, content: string | Buffer): void {
  const pipe = child.stdio[fd];
  if (!(pipe instanceof Writable)) return;
  // It may end without reading what it was given; why is on its standard error.
  pipe.on('error', () => undefined);
  pipe.end(content);
}

export type Opened = {
  streams: { stdin: Writable; stdout: Readable; stderr: Readable };
  /** First process inside, as the host counts; null when it came to none. */
  initPid: number | null;
  group: ControlGroup | null;
  /** What bubblewrap said of its end, and the first words on standard error. */
  report: { executed: boolean; complaint: string; spawnError: string | null; closed: Promise<void> };
};

/** Waits until the namespaces stand, puts what is in them under its limits, and lets go of it. */
export async function openSandbox(
  child: ChildProcess,
  plan: BubblewrapPlan,
  given: ControlGroup | null,
): Promise<Opened> {
  const status = child.stdio[FD.status];
  const closed = new Promise<void>((resolve) => {
    if (status) status.once('close', () => resolve());
    else resolve();
  });
  const report: Opened['report'] = { executed: false, complaint: '', spawnError: null, closed };
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('bubblewrap could not be started without pipes.');
  // The command may end without reading what it was given.
  stdin.on('error', () => undefined);
  const errors = new PassThrough();
  stderr.on('data', (chunk: Buffer) => {
    if (report.complaint.length < KEEP_COMPLAINT) report.complaint += chunk.toString('utf8');
  });
  stderr.pipe(errors);
  const initPid = await readStatus(child, report);
  let group = given;
  if (initPid !== null) {
    // systemd has put all of it into a group of its own from the start.
    if (plan.limitsBy === 'systemd') group = await groupOfProcess(initPid);
    else
      await given?.add(initPid).catch((cause: unknown) => {
        // A set-up that failed has ended it already; its end says why.
        if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return;
        child.kill('SIGKILL');
        throw new Error('The limits could not be set on the sandbox.', { cause });
      });
    write(child, FD.block, '1');
  }
  return { streams: { stdin, stdout, stderr: errors }, initPid, group, report };
}

/** Resolves with the id in the first line; goes on reading for the sign that the command was really executed. */
function readStatus(child: ChildProcess, report: Opened['report']): Promise<number | null> {
  return new Promise((resolve) => {
    const pipe = child.stdio[FD.status];
    let text = '';
    child.once('error', (cause) => {
      report.spawnError = cause.message;
      resolve(null);
    });
    if (!(pipe instanceof Readable)) return resolve(null);
    pipe.on('error', () => undefined);
    pipe.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1];
      if (pid !== undefined) resolve(Number(pid));
      if (text.includes('"exit-code"')) report.executed = true;
    });
    pipe.once('close', () => resolve(null));
  });
}
