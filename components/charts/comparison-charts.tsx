'use client';

import { memo, useMemo } from 'react';
import { buildCharts, buildTestChart } from '@/lib/core/chart-data';
import type { ExperimentView, RunView, TestCounts } from '@/lib/schemas/view';
import { TestChart } from './test-chart';
import { ValueChart } from './value-chart';

type ComparisonChartsProps = {
  runs: RunView[];
  base: ExperimentView['base'];
  baseTests: TestCounts | null;
};

/** Loaded when the page is at rest: recharts is larger than the page. */
export const ComparisonCharts = memo(function ComparisonCharts({ runs, base, baseTests }: ComparisonChartsProps) {
  const charts = useMemo(() => buildCharts(runs, base.metrics), [runs, base]);
  const tests = useMemo(() => buildTestChart(runs, baseTests), [runs, baseTests]);
  if (charts.length === 0 && tests.length === 0) {
    return (
      <p className="py-4 text-muted">
        There is nothing to draw yet. Add gates and metrics to the contract to see more.
      </p>
    );
  }
  return (
    <div className="grid gap-x-10 gap-y-6 pt-4 sm:grid-cols-2 xl:grid-cols-3">
      {tests.length > 0 ? <TestChart points={tests} /> : null}
      {charts.map((chart) => (
        <ValueChart key={chart.key} chart={chart} />
      ))}
    </div>
  );
});
