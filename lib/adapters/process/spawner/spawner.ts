import { fork, type ChildProcess } from 'node:child_process';
import type { Answer, Command, Running, Stop } from '@/lib/adapters/process/answer-of';
import type { FromSpawner, ToSpawner } from './messages';

/** Then it is let go, and started again with the next command. */
const IDLE_MS = 60_000;

type Waiting = { output: Uint8Array[]; resolve: (answer: Answer) => void; reject: (cause: Error) => void };

/**
 * Starts programs from a process of little memory: a fork takes 2 ms for each 100 MB of the one that forks, in which that
 * one does nothing else. One that dies fails what it ran, and the next command starts another.
 */
export class Spawner {
  readonly #file: string;
  readonly #execArgv: string[];
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;

  /** `file`: a module that calls `serveSpawner`. */
  constructor(file: string, execArgv: string[] = []) {
    this.#file = file;
    this.#execArgv = execArgv;
  }

  start(command: Command): Running {
    clearTimeout(this.#idle);
    const id = (this.#lastId += 1);
    const child = this.#open();
    // A process that waits for nothing else must not end now; one that waits for nothing at all may.
    child.channel?.ref();
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { output: [], resolve, reject });
      this.#send(child, { id, start: command });
    });
    const stop = (why: Stop): void => {
      if (this.#waiting.has(id)) this.#send(child, { id, stop: why });
    };
    return { answer, stop };
  }

  /** Whatever still runs is ended. */
  close(): void {
    clearTimeout(this.#idle);
    if (this.#child?.connected) this.#child.disconnect();
    this.#child = null;
  }

  #open(): ChildProcess {
    if (this.#child?.connected) return this.#child;
    const child = fork(this.#file, [], {
      execArgv: this.#execArgv,
      serialization: 'advanced',
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message: FromSpawner) => this.#receive(message));
    child.on('error', (cause) => this.#lose(child, cause));
    child.on('exit', () => this.#lose(child, new Error('The process that starts programs has ended.')));
    child.unref();
    this.#child = child;
    return child;
  }

  #send(child: ChildProcess, message: ToSpawner): void {
    child.send(message, (cause) => {
      if (cause) this.#lose(child, cause);
    });
  }

  #receive(message: FromSpawner): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if ('output' in message) {
      waiting.output.push(message.output);
      return;
    }
    this.#waiting.delete(message.id);
    if (this.#waiting.size === 0) this.#rest();
    if ('end' in message) waiting.resolve({ ...message.end, stdout: Buffer.concat(waiting.output) });
    else waiting.reject(Object.assign(new Error(message.failed.message), { code: message.failed.code }));
  }

  #rest(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), IDLE_MS);
    this.#idle.unref();
    this.#child?.channel?.unref();
  }

  #lose(child: ChildProcess, cause: Error): void {
    if (this.#child !== child) return;
    this.#child = null;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of lost) reject(cause);
  }
}
