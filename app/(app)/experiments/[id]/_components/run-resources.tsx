'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { resourcesQuery } from '@/lib/client/queries';
import { styleOfLetter } from '@/lib/client/variant-style';
import type { EventView, ExperimentView, RunView } from '@/lib/schemas/view';
import { pointsOf } from '@/components/charts/resource-series';
import { isLive } from '@/components/run/run-facts';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';

const ResourceCharts = dynamic(
  () => import('@/components/charts/resource-charts').then((module) => module.ResourceCharts),
  { ssr: false, loading: () => <Skeleton className="mt-3 h-24 w-full" /> },
);

const LOOK_MS = 5000;
/** One sample is a number, not a line. */
const FEWEST = 2;

type RunResourcesProps = { experiment: ExperimentView; run: RunView; events: readonly EventView[] };

/** What the run used over time: from its events as they come, or as it was kept. */
export function RunResources({ experiment, run, events }: RunResourcesProps) {
  const told = useMemo(() => pointsOf(events), [events]);
  const isAsked = told.length < FEWEST && run.status !== 'queued';
  const kept = useQuery({
    ...resourcesQuery(run.id),
    enabled: isAsked,
    refetchInterval: isLive(run) ? LOOK_MS : false,
  });
  const points = told.length < FEWEST ? (kept.data ?? told) : told;
  if (run.status === 'queued') return null;
  return (
    <Section title="Resources" description="Measured from outside, all processes of the run together.">
      {points.length < FEWEST ? (
        <p className="py-2 text-muted">
          {isLive(run) ? 'The first numbers come in a moment.' : 'It ended before its use could be drawn.'}
        </p>
      ) : (
        <ResourceCharts
          points={points}
          limits={experiment.spec.sandbox.limits}
          color={styleOfLetter(run.variant.letter).color}
        />
      )}
    </Section>
  );
}
