/** What a process and its spawner say to each other. */
import type { Answer, Command, Stop } from '@/lib/adapters/process/answer-of';

export type ToSpawner = { id: number; start: Command } | { id: number; stop: Stop };

export type FromSpawner =
  /** More of its standard output. */
  | { id: number; output: Uint8Array }
  /** The output is what came before. */
  | { id: number; end: Omit<Answer, 'stdout'> }
  | { id: number; failed: { message: string; code: string | undefined } };
