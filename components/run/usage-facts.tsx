import { formatCost, formatCount } from '@/lib/client/format';
import type { EventView, RunView } from '@/lib/schemas/view';
import { isLive } from './run-facts';

/** Tokens and cost of a run, and who says so. */
export function UsageFacts({ run, events }: { run: RunView; events: readonly EventView[] }) {
  const { usage } = run;
  if (!usage && run.costUsd === null) {
    const ended = 'This agent did not report tokens or cost, so they are unknown.';
    return <p className="py-2 text-muted">{isLive(run) ? 'The agent has not reported tokens or cost yet.' : ended}</p>;
  }
  const rows: [string, string][] = [
    ['Input tokens', count(usage?.inputTokens)],
    ['of them cached', count(usage?.cachedTokens)],
    ['Output tokens', count(usage?.outputTokens)],
    ['Cost', formatCost(run.costUsd)],
    ['Source', sourceOf(events)],
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 py-2 tabular-nums">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : formatCount(value);
}

function sourceOf(events: readonly EventView[]): string {
  const last = events.findLast(({ event }) => event.type === 'usage');
  if (last?.event.type !== 'usage') return 'as reported';
  return last.event.source === 'agent' ? 'reported by the agent' : "counted from the agent's stream";
}
