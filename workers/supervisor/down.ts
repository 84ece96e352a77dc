import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { isProcessAlive } from '@/lib/adapters/process/process-table';
import { signalProcess } from '@/lib/adapters/process/sweep';
import { findPostmaster, isAlive, type Postmaster } from '@/lib/adapters/postgres/postmaster';
import { homePaths } from '@/lib/paths';
import { readUpState } from '@/workers/supervisor/state';

const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

export type DownReport = { status: 'stopped' | 'not_running'; home: string };

/** Stops a running `up` of this data folder, and the database that a killed one left behind. */
export async function stopSupervisor(home: string): Promise<DownReport> {
  const paths = homePaths(home);
  const state = await readUpState(paths.state);
  if (state) {
    signalProcess(state.pid, 'SIGTERM');
    await gone(() => isProcessAlive(state.pid, state.startTime));
  }
  const hadDatabase = await stopEmbeddedDatabase(home);
  return { status: state || hadDatabase ? 'stopped' : 'not_running', home };
}

/** Says whether there was one. */
export async function stopEmbeddedDatabase(home: string): Promise<boolean> {
  const server = await findEmbeddedDatabase(home);
  if (!server) return false;
  signalProcess(server.pid, 'SIGINT');
  await gone(async () => isAlive(server.pid));
  return true;
}

export function findEmbeddedDatabase(home: string): Promise<Postmaster | null> {
  return findPostmaster(path.join(homePaths(home).postgres, 'data'));
}

async function gone(isThere: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (await isThere()) {
    if (Date.now() > deadline) throw new Error(`It did not stop within ${STOP_TIMEOUT_MS / 1000} s.`);
    await sleep(POLL_MS);
  }
}
