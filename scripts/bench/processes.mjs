// What /proc says; the bars that need it are skipped where there is none.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export const hasProc = existsSync('/proc/self/smaps_rollup');

function read(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // It ended in between, or is somebody else's.
    return '';
  }
}

const pids = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Processes that carry the tag of one of the runs in their environment. */
export function taggedWith(runIds) {
  const tags = new Set(runIds.map((id) => `BAKEOFF_RUN_ID=${id}`));
  return pids().filter((pid) =>
    read(`/proc/${pid}/environ`)
      .split('\0')
      .some((entry) => tags.has(entry)),
  );
}

export const commandLine = (pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
/** One that has ended has no command line any more, also before somebody takes notice. */
export const mentioning = (text) => pids().filter((pid) => commandLine(pid).includes(text));
const parentOf = (pid) => Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

/** The process and all below it. */
export function familyOf(pid) {
  const family = new Set([pid]);
  const rows = pids().map((each) => [each, parentOf(each)]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [each, parent] of rows) if (family.has(parent)) family.add(each);
  }
  return [...family];
}

export const childrenOf = (pid) => pids().filter((each) => parentOf(each) === pid);

/** Proportional set size: memory shared by several processes counts once. */
export function pssMegabytes(processIds) {
  const kilobytes = processIds.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}
