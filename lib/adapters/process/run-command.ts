/** Where programs that print an answer are started from: this process, or its spawner. */
import { startCommand, type Answer, type Command } from '@/lib/adapters/process/answer-of';
import { Spawner } from '@/lib/adapters/process/spawner/spawner';

/** Of the process as a whole, as forking is. */
let spawner: Spawner | null = null;

/** From here on a process of little memory starts them. `file`: its program. */
export function openSpawner(file: string): { close: () => void } {
  const opened = new Spawner(file);
  spawner = opened;
  return {
    close: () => {
      if (spawner === opened) spawner = null;
      opened.close();
    },
  };
}

/** Rejects only where it can't be started. */
export async function runCommand(command: Command, signal?: AbortSignal): Promise<Answer> {
  const { answer, stop } = spawner ? spawner.start(command) : startCommand(command);
  const onAbort = (): void => stop('cancelled');
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await answer;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
