import { watch, type FSWatcher } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { controlLineSchema, RUNNER_FILES, type ControlLine } from '@/lib/schemas/runner';

const POLL_MS = 500;

/** Follows the control file from its beginning. Notices wake it; the poll is for file systems that send none. */
export class ControlReader {
  private offset = 0;
  private rest = '';
  private reading: Promise<void> | null = null;
  private again = false;
  private readonly file: string;
  private readonly poll: NodeJS.Timeout;
  private readonly watcher: FSWatcher | null;

  private readonly onLine: (line: ControlLine) => void;

  constructor(dir: string, onLine: (line: ControlLine) => void) {
    this.onLine = onLine;
    this.file = path.join(dir, RUNNER_FILES.control);
    this.poll = setInterval(() => this.wake(), POLL_MS);
    this.watcher = this.watch(dir);
    this.wake();
  }

  close(): void {
    clearInterval(this.poll);
    this.watcher?.close();
  }

  private watch(dir: string): FSWatcher | null {
    try {
      const watcher = watch(dir, (_event, name) => {
        if (name === null || name === RUNNER_FILES.control) this.wake();
      });
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      // The system has no watches left: the poll does it.
      return null;
    }
  }

  private wake(): void {
    this.again = true;
    this.reading ??= this.readAll().finally(() => {
      this.reading = null;
    });
  }

  private async readAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      const lines = (this.rest + (await this.readMore())).split('\n');
      this.rest = lines.pop() ?? '';
      for (const line of lines) this.take(line);
    }
  }

  private async readMore(): Promise<string> {
    const file = await open(this.file, 'r').catch(() => null);
    if (!file) return '';
    try {
      const { size } = await file.stat();
      if (size <= this.offset) return '';
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size - this.offset), 0, null, this.offset);
      this.offset += bytesRead;
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  }

  private take(line: string): void {
    if (line.trim() === '') return;
    const parsed = controlLineSchema.safeParse(parseJson(line));
    if (parsed.success) this.onLine(parsed.data);
    else process.stderr.write(`A control line was not understood: ${line.slice(0, 200)}\n`);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The schema reports it.
    return null;
  }
}
