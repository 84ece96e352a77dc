import { watch } from 'node:fs';
import { access, appendFile, open, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventLineSchema, type EventLine } from '@/lib/schemas/agent-event';
import {
  exitRecordSchema,
  RUNNER_FILES,
  type ControlLine,
  type ExitRecord,
  type RunnerSpec,
} from '@/lib/schemas/runner';

/** Notifications of file changes get lost on some file systems; this is the floor. */
const POLL_MS = 250;
const CHUNK_BYTES = 256 * 1024;

/** The worker's side of the files in `runDir` (see lib/schemas/runner.ts). */
export function openRunnerFiles(runDir: string) {
  const file = (name: keyof typeof RUNNER_FILES): string => path.join(runDir, RUNNER_FILES[name]);
  return {
    hasSpec: (): Promise<boolean> =>
      access(file('spec')).then(
        () => true,
        () => false,
      ),
    writeSpec: async (spec: RunnerSpec): Promise<void> => {
      await writeFile(file('events'), '', { flag: 'a', mode: 0o600 });
      await writeFile(file('control'), '', { flag: 'a', mode: 0o600 });
      // Last: a spec means that everything beside it is there. By rename: its runner may be waiting for it.
      await writeFile(`${file('spec')}.new`, JSON.stringify(spec), { mode: 0o600 });
      await rename(`${file('spec')}.new`, file('spec'));
    },
    readEvents: (offset: number): Promise<{ lines: EventLine[]; offset: number }> => readLines(file('events'), offset),
    readExit: async (): Promise<ExitRecord | null> => {
      const text = await readFile(file('exit'), 'utf8').catch(() => null);
      return text === null ? null : exitRecordSchema.parse(JSON.parse(text));
    },
    send: (line: ControlLine): Promise<void> => appendFile(file('control'), `${JSON.stringify(line)}\n`),
    watch: (onChange: () => void): (() => void) => watchFolder(runDir, onChange),
  };
}

/** Complete lines only: the runner may be in the middle of writing one. */
async function readLines(file: string, offset: number): Promise<{ lines: EventLine[]; offset: number }> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    const chunks: Buffer[] = [];
    let position = offset;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) break;
      const chunk = Buffer.from(buffer.subarray(0, bytesRead));
      chunks.push(chunk);
      position += bytesRead;
      // One batch at a time, unless a single line is longer than that.
      if (chunk.includes(10)) break;
    }
    const data = Buffer.concat(chunks);
    const end = data.lastIndexOf(10) + 1;
    const text = data.subarray(0, end).toString('utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    return { lines: lines.flatMap(parseLine), offset: offset + end };
  } finally {
    await handle.close();
  }
}

/** A line that is not an event is the runner's fault and no reason to lose those behind it. */
function parseLine(line: string): EventLine[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [{ at: Date.now(), event: { type: 'notice', level: 'warning', text: 'A line of the runner was broken.' } }];
  }
  const parsed = eventLineSchema.safeParse(value);
  if (parsed.success) return [parsed.data];
  return [
    { at: Date.now(), event: { type: 'notice', level: 'warning', text: 'An event of the runner was not valid.' } },
  ];
}

function watchFolder(dir: string, onChange: () => void): () => void {
  const timer = setInterval(onChange, POLL_MS);
  const watcher = watch(dir, (_, name) => {
    if (name === RUNNER_FILES.events || name === RUNNER_FILES.exit) onChange();
  });
  // The poll goes on when the watcher breaks (for example when the folder is removed).
  watcher.on('error', () => watcher.close());
  return () => {
    clearInterval(timer);
    watcher.close();
  };
}
