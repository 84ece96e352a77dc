/** Limits that a run met, raised. */
import { formatDuration } from '../duration';
import { formatSize } from '../size';
import type { ChangeField, HelpAction, HelpFacts } from './types';

const GIGABYTE = 1024 ** 3;

/** Twice the limit; without a limit of its own twice what was used, and 4 GB at least. */
export function doubledMemory({ sandbox, peak }: HelpFacts): HelpAction {
  const used = peak ? Math.ceil(peak.memoryBytes / GIGABYTE) * GIGABYTE : 0;
  const bytes = sandbox.memoryBytes === null ? Math.max(4 * GIGABYTE, 2 * used) : 2 * sandbox.memoryBytes;
  return raise('memory', formatSize(bytes));
}

export function doubledDisk({ sandbox, peak }: HelpFacts): HelpAction {
  const used = peak ? Math.ceil(peak.diskBytes / GIGABYTE) * GIGABYTE : 0;
  const bytes = sandbox.diskBytes === null ? Math.max(20 * GIGABYTE, 2 * used) : 2 * sandbox.diskBytes;
  return raise('disk', formatSize(bytes));
}

export function doubledPids({ sandbox }: HelpFacts): HelpAction {
  return raise('pids', String(2 * (sandbox.pids ?? 2048)));
}

/** Where the variant has set the limit for itself, its own is raised. */
export function doubledTime(facts: HelpFacts, field: 'timeout' | 'idle'): HelpAction {
  const ms = field === 'timeout' ? facts.limits.timeoutMs : facts.limits.idleMs;
  return raise(field, formatDuration(2 * ms), facts);
}

export function doubledSetUpTime({ sandbox }: HelpFacts): HelpAction {
  return raise('setupTimeout', formatDuration(2 * sandbox.setupTimeoutMs));
}

export function doubledCount(facts: HelpFacts, field: 'maxTurns' | 'maxToolCalls' | 'budgetUsd'): HelpAction[] {
  const limit = facts.limits[field];
  // The agent has met a limit of its own, which is not one of ours.
  return limit === null ? [] : [raise(field, String(2 * limit), facts)];
}

/** Tries again by itself, with a wait before each. Nothing where it does already. */
export function withRetries({ retries }: HelpFacts): HelpAction[] {
  return retries > 0 ? [] : [raise('retries', '2')];
}

export function fewerAtOnce({ limits }: HelpFacts): HelpAction[] {
  return limits.maxParallel > 1 ? [raise('maxParallel', '1')] : [];
}

function raise(field: ChangeField, value: string, facts?: HelpFacts): HelpAction {
  const isOwn = facts?.ownLimits.includes(field) ?? false;
  return { type: 'retry-with', change: { field, variant: isOwn ? (facts?.variant ?? null) : null, value } };
}
