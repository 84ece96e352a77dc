'use client';

import dynamic from 'next/dynamic';
import { memo, useMemo } from 'react';
import { sumTests } from '@/lib/core/sum-tests';
import { useSearchState } from '@/components/compare/use-search-state';
import { hasEnded } from '@/components/run/run-facts';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { Aggregate } from './aggregate';
import { comparedStage } from './compared-stage';
import { DiffSection } from './diff-section';
import { ReportSection } from './report-section';
import { ScoreboardSection } from './scoreboard-section';
import { StageChoice } from './stage-choice';
import { StagePicks } from './stage-picks';
import { useExperiment } from './use-experiment';
import { Verdict } from './verdict';

const ComparisonCharts = dynamic(
  () => import('@/components/charts/comparison-charts').then((module) => module.ComparisonCharts),
  { ssr: false, loading: () => <Skeleton className="mt-4 h-40 w-full" /> },
);

/** Base and runs side by side: the verdict, the reports, the scoreboard, the charts, the diffs. */
export const Comparison = memo(function Comparison() {
  const experiment = useExperiment();
  const [params] = useSearchState();
  const asked = params.get('stage');
  const stage = useMemo(() => comparedStage(experiment, asked), [experiment, asked]);
  const { base, changing, reports, contract, winnerRunId } = stage;
  const baseTests = useMemo(() => sumTests(base.gates), [base]);
  // Beside runs that change something, a report would be the best for having changed nothing.
  const runs = changing.length > 0 ? changing : reports;
  return (
    <div className="flex flex-col gap-8">
      <Verdict experiment={experiment} ended={hasEnded(experiment)} />
      <Aggregate experiment={experiment} />
      <StagePicks experiment={experiment} />
      {stage.name === null ? null : <StageChoice experiment={experiment} stage={stage.name} />}
      {reports.length > 0 ? <ReportSection runs={reports} /> : null}
      <ScoreboardSection
        experiment={experiment}
        contract={contract}
        base={base}
        runs={runs}
        baseTests={baseTests}
        winnerRunId={winnerRunId}
      />
      <Section title="Charts">
        <ComparisonCharts runs={runs} base={base} baseTests={baseTests} />
      </Section>
      {changing.length > 0 ? <DiffSection experiment={experiment} runs={changing} winnerRunId={winnerRunId} /> : null}
    </div>
  );
});
