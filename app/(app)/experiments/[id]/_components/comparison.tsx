'use client';

import dynamic from 'next/dynamic';
import { memo, useMemo } from 'react';
import type { ExperimentView, TestCounts } from '@/lib/schemas/view';
import { currentRuns, hasEnded } from '@/components/run/run-facts';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { Aggregate } from './aggregate';
import { DiffSection } from './diff-section';
import { ScoreboardSection } from './scoreboard-section';
import { useExperiment } from './use-experiment';
import { Verdict } from './verdict';

const ComparisonCharts = dynamic(
  () => import('@/components/charts/comparison-charts').then((module) => module.ComparisonCharts),
  { ssr: false, loading: () => <Skeleton className="mt-4 h-40 w-full" /> },
);

/** Base and runs side by side: the verdict, the scoreboard, the charts, the diffs. */
export const Comparison = memo(function Comparison() {
  const experiment = useExperiment();
  const runs = useMemo(() => currentRuns(experiment), [experiment]);
  const baseTests = useMemo(() => sumTests(experiment.base.gates), [experiment]);
  const input = { experiment, runs, baseTests };
  return (
    <div className="flex flex-col gap-8">
      <Verdict experiment={experiment} ended={hasEnded(experiment)} />
      <Aggregate experiment={experiment} />
      <ScoreboardSection {...input} />
      <Section title="Charts">
        <ComparisonCharts runs={runs} base={experiment.base} baseTests={baseTests} />
      </Section>
      <DiffSection experiment={experiment} runs={runs} />
    </div>
  );
});

/** All tests that the gates counted; null where none did. */
function sumTests(gates: ExperimentView['base']['gates']): TestCounts | null {
  const counted = gates.flatMap((gate) => (gate.tests ? [gate.tests] : []));
  if (counted.length === 0) return null;
  return {
    passed: counted.reduce((sum, tests) => sum + tests.passed, 0),
    failed: counted.reduce((sum, tests) => sum + tests.failed, 0),
    skipped: counted.reduce((sum, tests) => sum + tests.skipped, 0),
  };
}
