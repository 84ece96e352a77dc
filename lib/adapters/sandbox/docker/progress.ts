import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';

const eventSchema = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  error: z.string().optional(),
});
type ProgressEvent = z.infer<typeof eventSchema>;

const EVERY_MS = 1000;
const MB = 1_000_000;

/** Follows a build or a pull to its end; throws what the engine calls an error. */
export async function followProgress(source: AsyncIterable<Buffer>, onLine: (line: string) => void): Promise<void> {
  const lines = new ProgressLines(Date.now);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const event = parseEvent(text);
    if (event?.error !== undefined) throw new Error(event.error.trim());
    for (const line of event ? lines.of(event) : []) onLine(line);
  };
  for await (const chunk of source) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) take(part);
  }
  take(rest);
}

function parseEvent(text: string): ProgressEvent | null {
  if (text.trim() === '') return null;
  const parsed = eventSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

/** Engines tell of every layer many times a second; people want a line now and then. */
export class ProgressLines {
  private readonly layers = new Map<string, { current: number; total: number }>();
  private toldAt = 0;
  private lastStatus = '';
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  of(event: ProgressEvent): string[] {
    if (event.stream !== undefined) return event.stream.split('\n').filter((line) => line.trim() !== '');
    if (event.status === undefined) return [];
    if (event.id === undefined) return this.plain(event.status);
    const { current, total } = event.progressDetail ?? {};
    if (event.status === 'Downloading' && current !== undefined && total !== undefined) {
      this.layers.set(event.id, { current, total });
      return this.downloaded();
    }
    const layer = this.layers.get(event.id);
    if (layer) layer.current = layer.total;
    return [];
  }

  private plain(status: string): string[] {
    if (status === this.lastStatus) return [];
    this.lastStatus = status;
    return [status];
  }

  private downloaded(): string[] {
    if (this.now() - this.toldAt < EVERY_MS) return [];
    this.toldAt = this.now();
    const sum = (key: 'current' | 'total'): number =>
      [...this.layers.values()].reduce((all, each) => all + each[key], 0);
    return [`Downloaded ${Math.round(sum('current') / MB)} of ${Math.round(sum('total') / MB)} MB`];
  }
}
