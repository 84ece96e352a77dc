import { startCommand, type Running } from '@/lib/adapters/process/answer-of';
import type { FromSpawner, ToSpawner } from './messages';

/** Starts what the parent asks for. Ends with the parent, and nothing that it has started outlives it. */
export function serveSpawner(parent: NodeJS.Process): void {
  const running = new Map<number, Running>();
  const send = (message: FromSpawner): void => void parent.send?.(message);
  const start = async ({ id, start: command }: Extract<ToSpawner, { start: unknown }>): Promise<void> => {
    try {
      const started = startCommand(command);
      running.set(id, started);
      const { stdout, ...end } = await started.answer;
      if (stdout.length > 0) send({ id, output: stdout });
      send({ id, end });
    } catch (cause) {
      const { message, code } = cause as NodeJS.ErrnoException;
      send({ id, failed: { message, code } });
    } finally {
      running.delete(id);
    }
  };
  parent.on('message', (message: ToSpawner) => {
    if ('start' in message) void start(message);
    else running.get(message.id)?.stop(message.stop);
  });
  parent.on('disconnect', () => {
    for (const { stop } of running.values()) stop('cancelled');
    parent.exit(0);
  });
  // The parent has the last word; a terminal's Ctrl-C must not take away what it still needs for its end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) parent.on(signal, () => undefined);
}
