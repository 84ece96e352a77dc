'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { plural } from '@/lib/client/format';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { currentRuns, hasEnded } from '@/components/run/run-facts';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Spinner } from '@/components/ui/spinner';
import { EmptyState } from '@/components/ui/states';
import { BaseProgress } from './base-progress';
import { LiveRun } from './live-run';
import { PipelineSection } from './pipeline-section';
import { StagePicks } from './stage-picks';
import { useExperiment } from './use-experiment';
import { type PipelinePick, usePipelinePick } from './use-pipeline-pick';
import { winnersOf } from './winners';

/** Every run side by side as it happens; of many, those that a person picked in the picture, or that are at work. */
export function LiveBoard() {
  const experiment = useExperiment();
  const pick = usePipelinePick(experiment);
  const runs = currentRuns(experiment);
  if (runs.length === 0) return <NoRuns experiment={experiment} />;
  return (
    <div className="flex flex-col gap-3">
      {hasEnded(experiment) ? <Outcome experiment={experiment} /> : <BaseProgress experiment={experiment} />}
      <StagePicks experiment={experiment} />
      {pick.hasShape ? <Picture experiment={experiment} pick={pick} all={runs.length} /> : null}
      <Columns experiment={experiment} runs={pick.shown} />
    </div>
  );
}

function NoRuns({ experiment }: { experiment: ExperimentView }) {
  const { generate } = experiment.spec;
  if (generate === null || hasEnded(experiment)) {
    return (
      <EmptyState title="No run yet">The runs appear here as soon as a worker takes this experiment up.</EmptyState>
    );
  }
  return (
    <EmptyState title="The variants are being written" actions={<Spinner label="Its command works" />}>
      <code className="font-mono break-all">{generate.run}</code> writes{' '}
      {generate.count === 1 ? 'a variant' : `${generate.count} variants`} on the base commit. The runs appear here as
      soon as it has.
    </EmptyState>
  );
}

function Outcome({ experiment }: { experiment: ExperimentView }) {
  return (
    <Callout
      tone={experiment.winnerRunId ? 'ok' : 'info'}
      title={experiment.verdict ?? 'Every run has ended.'}
      actions={
        <Button asChild size="sm" variant="primary">
          <Link href={`/experiments/${experiment.id}?tab=compare` as Route}>Compare</Link>
        </Button>
      }
    />
  );
}

function Picture({ experiment, pick, all }: { experiment: ExperimentView; pick: PipelinePick; all: number }) {
  const { pipeline, picked, onPick, clear, shown } = pick;
  return (
    <>
      <PipelineSection
        experiment={experiment}
        pipeline={pipeline}
        picked={picked}
        onPick={onPick}
        pickWords="Press to look at it below; with Shift, beside what is picked already."
        maxHeight={380}
      />
      <p className="flex min-h-7 flex-wrap items-center gap-x-3 text-xs text-muted">
        {picked.length > 0
          ? `${plural(shown.length, 'run')} of what you picked, of ${all}.`
          : shown.length === all
            ? `All ${plural(all, 'run')}.`
            : `${shown.length} of ${plural(all, 'run')}: what happens now. Pick tasks in the picture to look at those.`}
        {picked.length > 0 ? (
          <Button size="sm" variant="ghost" onClick={clear}>
            Let go
          </Button>
        ) : null}
      </p>
    </>
  );
}

function Columns({ experiment, runs }: { experiment: ExperimentView; runs: readonly RunView[] }) {
  const winners = winnersOf(experiment);
  return (
    <div
      role="region"
      aria-label="Runs"
      tabIndex={0}
      className="-mx-4 flex snap-x snap-mandatory items-stretch gap-3 overflow-x-auto px-4 pb-3 sm:-mx-6 sm:px-6 lg:-mx-8 lg:snap-none lg:px-8"
    >
      {runs.map((run) => (
        <LiveRun key={run.id} run={run} winner={winners.has(run.id)} />
      ))}
    </div>
  );
}
