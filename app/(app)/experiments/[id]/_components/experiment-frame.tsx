'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import { useParams, usePathname, useSearchParams } from 'next/navigation';
import { type ReactNode, useMemo, useState } from 'react';
import { experimentQuery } from '@/lib/client/queries';
import { topics, useStream } from '@/lib/client/use-stream';
import type { ExperimentView } from '@/lib/schemas/view';
import { currentRuns, hasEnded } from '@/components/run/run-facts';
import { StripLink, VariantStrip } from '@/components/run/variant-strip';
import { PageSkeleton } from '@/components/shell/page-skeleton';
import { QueryError } from '@/components/shell/query-error';
import { ExperimentHeader } from './experiment-header';
import { Merges } from './merges';
import { Shortcuts } from './shortcuts';
import { FrameContext, tabOf } from './use-experiment';
import { usePipelinePick } from './use-pipeline-pick';
import { winnersOf } from './winners';

/** What all views of an experiment share: its header, the strip of runs, the stream, the keys. */
export function ExperimentFrame({ id, children }: { id: string; children: ReactNode }) {
  const { data, isError, error, refetch } = useQuery(experimentQuery(id));
  useStream([topics.experiment(id)]);
  if (isError && !data) return <QueryError error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton label="Loading the experiment" />;
  return <Frame experiment={data}>{children}</Frame>;
}

function Frame({ experiment, children }: { experiment: ExperimentView; children: ReactNode }) {
  // Chosen once: what a person watches must not turn into another page because the last run ended.
  const [defaultTab] = useState(() => (hasEnded(experiment) ? ('compare' as const) : ('live' as const)));
  const frame = useMemo(() => ({ experiment, defaultTab }), [experiment, defaultTab]);
  return (
    <FrameContext value={frame}>
      <div className="[--strip-height:5.75rem] md:[--strip-height:2.75rem]">
        <ExperimentHeader experiment={experiment} />
        <Strip experiment={experiment} defaultTab={defaultTab} />
        <Merges experiment={experiment} />
        <div className="pt-4">{children}</div>
      </div>
      <Shortcuts experiment={experiment} />
    </FrameContext>
  );
}

/** More of them are found faster in the picture than in a line that scrolls. */
const MOST_IN_STRIP = 12;

function Strip({ experiment, defaultTab }: { experiment: ExperimentView; defaultTab: 'live' | 'compare' }) {
  const pathname = usePathname();
  const tab = tabOf(useSearchParams().get('tab'), defaultTab);
  const { runId } = useParams<{ runId?: string }>();
  const home = `/experiments/${experiment.id}`;
  const onHome = pathname === home;
  const { shown } = usePipelinePick(experiment);
  const winners = winnersOf(experiment);
  const all = currentRuns(experiment);
  const isLong = all.length > MOST_IN_STRIP;
  const runs = isLong ? all.filter((run) => run.id === runId || winners.has(run.id) || shown.includes(run)) : all;
  return (
    <VariantStrip
      runs={runs}
      hidden={all.length - runs.length}
      winners={winners}
      activeRunId={runId ?? null}
      hrefOf={(run) => `${home}/runs/${run.id}` as Route}
    >
      <StripLink href={`${home}?tab=live` as Route} active={onHome && tab === 'live'}>
        Live
      </StripLink>
      <StripLink href={`${home}?tab=compare` as Route} active={onHome && tab === 'compare'}>
        Compare
      </StripLink>
      <StripLink href={`${home}?tab=pipeline` as Route} active={onHome && tab === 'pipeline'}>
        Pipeline
      </StripLink>
      <StripLink href={`${home}?tab=traces` as Route} active={onHome && tab === 'traces'}>
        Traces
      </StripLink>
    </VariantStrip>
  );
}
