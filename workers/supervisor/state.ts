/** What a running `bakeoff up` says of itself, and whether that is still true. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isProcessAlive, processStartTime } from '@/lib/adapters/process/process-table';

const stateSchema = z.object({
  pid: z.number().int(),
  /** Tells the supervisor from a later process of the same number. */
  startTime: z.string(),
  port: z.number().int(),
  url: z.string(),
});
export type UpState = z.infer<typeof stateSchema>;

/** Null where nothing is up; what a killed supervisor left behind counts as nothing. */
export async function readUpState(file: string): Promise<UpState | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const state = parseState(text);
  return state && (await isProcessAlive(state.pid, state.startTime)) ? state : null;
}

export async function writeUpState(file: string, address: { port: number; url: string }): Promise<void> {
  const startTime = (await processStartTime(process.pid)) ?? '0';
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, JSON.stringify({ pid: process.pid, startTime, ...address }), { mode: 0o600 });
  await rename(temporary, file);
}

/** Removes the file only where it is this process's own. */
export async function clearUpState(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (parseState(text)?.pid === process.pid) await rm(file, { force: true });
}

function parseState(text: string): UpState | null {
  try {
    return stateSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Written by hand or cut off: nobody is known to be up.
    return null;
  }
}
