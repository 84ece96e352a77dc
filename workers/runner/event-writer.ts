import { open, type FileHandle } from 'node:fs/promises';
import { capText } from '@/lib/adapters/process/capped-text';
import type { Redactor } from '@/lib/core/redact';
import type { RunEvent } from '@/lib/schemas/agent-event';

const BATCH_MS = 8;
/** How long the beginning of what may be a secret waits for its rest. */
const HOLD_MS = 250;
const MAX_TEXT_CHARS = 64_000;
const MAX_DIFF_CHARS = 256_000;
/** Beyond this an agent talks in circles; what it says no longer fits anybody's screen or disk. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

type Pending = { at: number; event: RunEvent; held: boolean };

/** Appends events to one file: the only writer, in order, in batches, without secrets. */
export class EventWriter {
  private pending: Pending[] = [];
  private timer: NodeJS.Timeout | null = null;
  private due = 0;
  private writing: Promise<void> = Promise.resolve();
  private bytes = 0;
  private full = false;

  private readonly file: FileHandle;
  private readonly redactor: Redactor;

  private readonly maxBytes: number;

  private constructor(input: { file: FileHandle; redactor: Redactor; maxBytes: number }) {
    this.file = input.file;
    this.redactor = input.redactor;
    this.maxBytes = input.maxBytes;
  }

  static async open(path: string, redactor: Redactor, maxBytes = MAX_FILE_BYTES): Promise<EventWriter> {
    return new EventWriter({ file: await open(path, 'a', 0o600), redactor, maxBytes });
  }

  write(event: RunEvent): void {
    const last = this.pending.at(-1);
    const joined = last ? joinPieces(last.event, event) : null;
    if (last && joined) {
      last.event = joined;
      last.held = false;
    } else {
      this.pending.push({ at: Date.now(), event, held: false });
    }
    this.schedule(BATCH_MS);
  }

  /** Resolves when all that was written so far is in the file. */
  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.flush(true);
    await this.writing;
    await this.file.close();
  }

  private schedule(ms: number): void {
    const due = Date.now() + ms;
    if (this.timer && this.due <= due) return;
    if (this.timer) clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flush(false);
    }, ms);
  }

  private flush(all: boolean): void {
    const batch = this.pending;
    this.pending = [];
    if (!all) this.holdBack(batch);
    const lines = batch.map(({ at, event }) => this.line(at, event)).join('');
    if (lines === '') return;
    // Chained, so that a slow disk never reorders two batches.
    this.writing = this.writing.then(() => this.file.appendFile(lines));
  }

  /** Keeps the end of a streamed text back where it may be the first half of a secret. */
  private holdBack(batch: Pending[]): void {
    const last = batch.at(-1);
    if (!last || last.held) return;
    const text = pieceText(last.event);
    if (text === null) return;
    const openChars = this.redactor.openSuffix(text);
    if (openChars === 0) return;
    const rest = { at: last.at, event: withPieceText(last.event, text.slice(text.length - openChars)), held: true };
    this.pending.push(rest);
    if (openChars === text.length) batch.pop();
    else last.event = withPieceText(last.event, text.slice(0, text.length - openChars));
    this.schedule(HOLD_MS);
  }

  private line(at: number, event: RunEvent): string {
    if (this.full && !isEssential(event)) return '';
    const clean = mapStrings(event, (text, key) =>
      capText(this.redactor.redact(text), key === 'oldText' || key === 'newText' ? MAX_DIFF_CHARS : MAX_TEXT_CHARS),
    );
    const line = `${JSON.stringify({ at, event: clean })}\n`;
    this.bytes += Buffer.byteLength(line);
    if (this.full || this.bytes < this.maxBytes) return line;
    this.full = true;
    const notice: RunEvent = {
      type: 'notice',
      level: 'warning',
      text: 'Too much output: what follows is not recorded.',
    };
    return `${JSON.stringify({ at, event: notice })}\n`;
  }
}

function isEssential(event: RunEvent): boolean {
  return ['permission', 'permission_answer', 'usage', 'failure', 'turn_end', 'prompt', 'session'].includes(event.type);
}

/** One event out of two pieces of the same text, or null. */
export function joinPieces(first: RunEvent, second: RunEvent): RunEvent | null {
  if (first.type === 'output' && second.type === 'output' && first.stream === second.stream) {
    return { ...first, text: first.text + second.text };
  }
  if ((first.type === 'message' || first.type === 'thought') && second.type === first.type && first.id === second.id) {
    return { ...first, text: first.text + second.text };
  }
  if (first.type === 'tool' && second.type === 'tool' && first.id === second.id) {
    const a = deltaOf(first);
    const b = deltaOf(second);
    return a !== null && b !== null ? { type: 'tool', id: first.id, outputDelta: a + b } : null;
  }
  return null;
}

/** The output of a tool event that carries nothing else. */
function deltaOf(event: Extract<RunEvent, { type: 'tool' }>): string | null {
  return event.outputDelta !== undefined && Object.keys(event).length === 3 ? event.outputDelta : null;
}

function pieceText(event: RunEvent): string | null {
  if (event.type === 'message' || event.type === 'thought' || event.type === 'output') return event.text;
  return event.type === 'tool' ? deltaOf(event) : null;
}

function withPieceText(event: RunEvent, text: string): RunEvent {
  if (event.type === 'tool') return { ...event, outputDelta: text };
  return 'text' in event ? { ...event, text } : event;
}

function mapStrings<T>(value: T, change: (text: string, key: string) => string, key = ''): T {
  if (typeof value === 'string') return change(value, key) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => mapStrings(item, change, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, mapStrings(item as unknown, change, name)]);
  return Object.fromEntries(entries) as T;
}
