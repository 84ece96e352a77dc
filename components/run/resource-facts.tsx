import { peakFacts } from '@/components/charts/resource-series';
import type { RunView } from '@/lib/schemas/view';
import { isLive } from './run-facts';

/** The most that a run used of each, measured from outside of it. */
export function ResourceFacts({ run }: { run: RunView }) {
  if (!run.peak) {
    const words = isLive(run) ? 'Nothing was measured yet.' : 'What it used was not measured.';
    return <p className="py-2 text-muted">{words}</p>;
  }
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 py-2 tabular-nums">
      {peakFacts(run.peak).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
