'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import { useMemo } from 'react';
import { formatDuration, repeatMark } from '@/lib/client/format';
import { runEventsQuery } from '@/lib/client/queries';
import type { EventView, ExperimentView, RunView } from '@/lib/schemas/view';
import { plainText } from '@/components/run/ansi-text';
import { PreviewNote } from '@/components/run/preview-note';
import { failedGatesOf, isLive } from '@/components/run/run-facts';
import { StillNote } from '@/components/run/still-note';
import { isStill } from '@/components/run/still-text';
import { TranscriptView } from '@/components/run/transcript-view';
import { QueryError } from '@/components/shell/query-error';
import { Callout } from '@/components/ui/callout';
import { Section } from '@/components/ui/section';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { Blocked } from './blocked';
import { FailureHelp } from './failure-help';
import { FollowUp } from './follow-up';
import { ParentsConflict } from './parents-conflict';
import { Permissions } from './permissions';
import { RunFacts } from './run-facts-panel';
import { RunHeader } from './run-header';
import { RunOutput } from './run-output';
import { RunResources } from './run-resources';
import { RunTrace } from './run-trace';
import { useExperiment } from './use-experiment';

const NOTHING: readonly EventView[] = [];

/** Everything about one run: what it said and did, and beside it the evidence. */
export function RunDetail({ runId }: { runId: string }) {
  const experiment = useExperiment();
  const run = experiment.runs.find((one) => one.id === runId);
  if (!run) {
    return (
      <EmptyState title="This run is not part of the experiment">
        It may have been deleted. Choose another one in the strip above.
      </EmptyState>
    );
  }
  return <Detail experiment={experiment} run={run} />;
}

function Detail({ experiment, run }: { experiment: ExperimentView; run: RunView }) {
  const events = useQuery({ ...runEventsQuery(run.id), enabled: run.status !== 'queued' });
  return (
    <div className="flex flex-col gap-4">
      <RunHeader experiment={experiment} run={run} />
      <Lineage experiment={experiment} run={run} />
      <FailureHelp run={run} />
      {run.preview ? <PreviewNote preview={run.preview} /> : null}
      <Blocked run={run} />
      <ParentsConflict experiment={experiment} run={run} />
      <div className="grid gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="order-2 flex min-w-0 flex-col gap-6 xl:order-1">
          <Section title="Transcript" description={run.summary === null ? null : plainText(run.summary)}>
            <div className="pt-3">
              <Transcript run={run} query={events} />
            </div>
          </Section>
          <Permissions run={run} />
          <FollowUp run={run} />
          <RunTrace experiment={experiment} run={run} events={events.data ?? NOTHING} />
          <RunResources experiment={experiment} run={run} events={events.data ?? NOTHING} />
          <RunOutput events={events.data ?? NOTHING} />
        </div>
        <aside aria-label="Facts and evidence" className="order-1 min-w-0 xl:order-2">
          <RunFacts run={run} events={events.data ?? NOTHING} />
        </aside>
      </div>
    </div>
  );
}

type TranscriptProps = { run: RunView; query: ReturnType<typeof useQuery<EventView[]>> };

function Transcript({ run, query }: TranscriptProps) {
  const failedGates = useMemo(() => failedGatesOf(run.gates), [run.gates]);
  if (isStill(run)) {
    return (
      <EmptyState title={run.status === 'queued' ? 'Not started yet' : 'Never started'}>
        <StillNote run={run} />
      </EmptyState>
    );
  }
  if (query.isError && !query.data) return <QueryError error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows rows={5} label="Loading the transcript" />;
  return (
    <TranscriptView
      events={query.data}
      live={isLive(run)}
      failedGates={failedGates}
      title={`${run.variant.letter} ${run.variant.key}${repeatMark(run.repeat)}`}
    />
  );
}

/** Where a run came from, and the other runs of its variant that it took the place of. */
function Lineage({ experiment, run }: { experiment: ExperimentView; run: RunView }) {
  const others = experiment.runs.filter(
    (one) => one.id !== run.id && one.variant.id === run.variant.id && one.repeat === run.repeat,
  );
  if (others.length === 0) return null;
  return (
    <Callout title={lineageTitle(run)}>
      {run.message ? <p className="break-words whitespace-pre-wrap">{run.message}</p> : null}
      {others.map((one) => (
        <RunLink key={one.id} run={one} words={one.superseded ? 'An earlier run' : 'The current run'} />
      ))}
    </Callout>
  );
}

function lineageTitle(run: RunView): string {
  if (run.superseded) return 'A later run took the place of this one.';
  return run.followsId ? 'This run goes on from an earlier one.' : 'This run took the place of an earlier one.';
}

function RunLink({ run, words }: { run: RunView; words: string }) {
  return (
    <Link
      href={`/experiments/${run.experimentId}/runs/${run.id}` as Route}
      className="mr-3 rounded underline hover:text-ink"
    >
      {words}
      {run.durationMs === null ? '' : ` (${formatDuration(run.durationMs)})`}
    </Link>
  );
}
