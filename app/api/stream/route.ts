import { openStream } from '@/lib/server/stream';

export const dynamic = 'force-dynamic';

const MAX_TOPICS = 50;

/** `topics=experiments,experiment:ID` and `after=RUN:SEQ,RUN:SEQ`. */
export function GET(request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams;
  const topics = new Set((search.get('topics') ?? '').split(',').filter(Boolean).slice(0, MAX_TOPICS));
  const cursors = new Map<string, number>();
  for (const entry of (search.get('after') ?? '').split(',')) {
    const [runId, seq] = entry.split(':');
    if (runId && /^\d{1,9}$/.test(seq ?? '')) cursors.set(runId, Number(seq));
  }
  return openStream({ topics, cursors, signal: request.signal });
}
