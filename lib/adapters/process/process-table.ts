import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { childEnv } from '@/lib/adapters/process/child-env';

export type ProcessRow = {
  pid: number;
  parent: number;
  session: number;
  /** Field 22 of /proc/PID/stat on Linux; a hash of the start date elsewhere. Tells a process from a later one of its id. */
  startTime: string;
  zombie: boolean;
};

const isLinux = process.platform === 'linux';

/** Reads one line of /proc/PID/stat. The command in parentheses may hold anything, so fields count from the last one. */
export function parseStat(stat: string): ProcessRow | null {
  const end = stat.lastIndexOf(')');
  const pid = Number.parseInt(stat, 10);
  const fields = stat.slice(end + 2).split(' ');
  const startTime = fields[19];
  if (end < 0 || !Number.isInteger(pid) || startTime === undefined) return null;
  const zombie = fields[0] === 'Z' || fields[0] === 'X';
  return { pid, parent: Number(fields[1]), session: Number(fields[3]), startTime, zombie };
}

export type PsRow = ProcessRow & { command: string };

/** Reads what `ps -axwwE -o pid=,ppid=,state=,lstart=,command=` prints: with the environment behind the command. */
export function parsePs(output: string): PsRow[] {
  const rows: PsRow[] = [];
  for (const line of output.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\w{3} +\w{3} +\d+ +[\d:]+ +\d{4})\s(.*)$/.exec(line);
    if (!match) continue;
    const [, pid = '', parent = '', state = '', started = '', command = ''] = match;
    const startTime = String(Date.parse(started) || 0);
    rows.push({
      pid: Number(pid),
      parent: Number(parent),
      session: 0,
      startTime,
      zombie: state.startsWith('Z'),
      command,
    });
  }
  return rows;
}

function readPs(): Promise<PsRow[]> {
  return new Promise((resolve) => {
    const child = spawn('ps', ['-axwwE', '-o', 'pid=,ppid=,state=,lstart=,command='], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: childEnv({ PATH: '/usr/bin:/bin', LC_ALL: 'C' }),
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', () => resolve([]));
    child.once('close', () => resolve(parsePs(Buffer.concat(chunks).toString('utf8'))));
  });
}

async function readRow(pid: number): Promise<ProcessRow | null> {
  if (!isLinux) return (await readPs()).find((row) => row.pid === pid) ?? null;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return parseStat(stat);
}

/** Null when there is no such process, or only its zombie. */
export async function processStartTime(pid: number): Promise<string | null> {
  const row = await readRow(pid);
  return row && !row.zombie ? row.startTime : null;
}

/** Whether the very process that started at `startTime` still lives; its id may belong to another one by now. */
export async function isProcessAlive(pid: number, startTime: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const now = await processStartTime(pid);
  return now !== null && (startTime === '0' || now === startTime);
}

export type Tag = { name: string; value: string };

const KERNEL_THREADS = 2;

/** Synchronous on purpose: a file of /proc needs no waiting, and a trip to the thread pool costs four times as much. */
function readLinux(tag: Tag): { rows: ProcessRow[]; tagged: Set<number> } {
  const wanted = `${tag.name}=${tag.value}`;
  const tagged = new Set<number>();
  const rows: ProcessRow[] = [];
  for (const name of readdirSync('/proc')) {
    const row = /^\d+$/.test(name) ? parseStat(readProc(name, 'stat')) : null;
    if (!row || row.parent === KERNEL_THREADS) continue;
    rows.push(row);
    if (readProc(name, 'environ').split('\0').includes(wanted)) tagged.add(row.pid);
  }
  return { rows, tagged };
}

function readProc(pid: string, file: 'stat' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    // It has ended meanwhile, or belongs to another user and so is not ours.
    return '';
  }
}

async function readElsewhere(tag: Tag): Promise<{ rows: ProcessRow[]; tagged: Set<number> }> {
  const rows = await readPs();
  const wanted = ` ${tag.name}=${tag.value} `;
  return { rows, tagged: new Set(rows.filter((row) => `${row.command} `.includes(wanted)).map((row) => row.pid)) };
}

/**
 * Every live process that carries the tag, its descendants (a child may have cleared its environment), and what is
 * left of the sessions it is known to have opened. Never this process.
 */
export async function findTagged(tag: Tag, sessions: readonly number[] = []): Promise<ProcessRow[]> {
  const { rows, tagged } = isLinux ? readLinux(tag) : await readElsewhere(tag);
  const family = new Set(tagged);
  for (const row of rows) if (sessions.includes(row.session)) family.add(row.pid);
  for (let size = -1; size !== family.size;) {
    size = family.size;
    for (const row of rows) if (family.has(row.parent)) family.add(row.pid);
  }
  return rows.filter((row) => family.has(row.pid) && !row.zombie && row.pid !== process.pid && row.pid > 1);
}
