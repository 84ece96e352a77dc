'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { currentRuns, hasEnded } from '@/components/run/run-facts';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { EmptyState } from '@/components/ui/states';
import { BaseProgress } from './base-progress';
import { LiveRun } from './live-run';
import { useExperiment } from './use-experiment';

/** Every run side by side as it happens. */
export function LiveBoard() {
  const experiment = useExperiment();
  const runs = currentRuns(experiment);
  const ended = hasEnded(experiment);
  if (runs.length === 0) {
    return (
      <EmptyState title="No run yet">The runs appear here as soon as a worker takes this experiment up.</EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      {ended ? (
        <Callout
          tone={experiment.winnerRunId ? 'ok' : 'info'}
          title={experiment.verdict ?? 'Every run has ended.'}
          actions={
            <Button asChild size="sm" variant="primary">
              <Link href={`/experiments/${experiment.id}?tab=compare` as Route}>Compare</Link>
            </Button>
          }
        />
      ) : (
        <BaseProgress experiment={experiment} />
      )}
      <div
        role="region"
        aria-label="Runs"
        tabIndex={0}
        className="-mx-4 flex snap-x snap-mandatory items-stretch gap-3 overflow-x-auto px-4 pb-3 sm:-mx-6 sm:px-6 lg:-mx-8 lg:snap-none lg:px-8"
      >
        {runs.map((run) => (
          <LiveRun key={run.id} run={run} winner={run.id === experiment.winnerRunId} />
        ))}
      </div>
    </div>
  );
}
