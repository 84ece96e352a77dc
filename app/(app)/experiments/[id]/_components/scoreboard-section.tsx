'use client';

import type { Route } from 'next';
import { useMemo } from 'react';
import type { Contract } from '@/lib/core/experiment';
import { buildScoreboard } from '@/lib/core/scoreboard';
import type { ExperimentView, RunView, TestCounts } from '@/lib/schemas/view';
import { Scoreboard } from '@/components/compare/scoreboard';
import { useSearchState } from '@/components/compare/use-search-state';
import { Switch } from '@/components/ui/switch';
import { Section } from '@/components/ui/section';

type ScoreboardSectionProps = {
  experiment: ExperimentView;
  contract: Contract;
  base: ExperimentView['base'];
  runs: RunView[];
  baseTests: TestCounts | null;
  winnerRunId: string | null;
};

export function ScoreboardSection(props: ScoreboardSectionProps) {
  const { experiment, contract, base, runs, baseTests, winnerRunId } = props;
  const [params, change] = useSearchState();
  const onlyDifferent = params.get('rows') !== 'all';
  const rows = useMemo(
    () =>
      buildScoreboard({
        base: { gates: base.gates, metrics: base.metrics, tests: baseTests },
        runs,
        gates: contract.gates.map((gate) => gate.name),
        metrics: contract.metrics.map((metric) => metric.name),
      }),
    [contract, base, runs, baseTests],
  );
  const shown = onlyDifferent ? rows.filter((row) => row.differs) : rows;
  const hidden = rows.length - shown.length;
  return (
    <Section
      title="Scoreboard"
      description={hidden > 0 ? `${String(hidden)} ${hidden === 1 ? 'row is' : 'rows are'} the same everywhere` : null}
      actions={
        <Switch
          label="Only rows that differ"
          checked={onlyDifferent}
          onCheckedChange={(checked) => change({ rows: checked ? null : 'all' })}
        />
      }
    >
      <Scoreboard
        rows={shown}
        runs={runs}
        winnerRunIds={[winnerRunId]}
        hrefOf={(run) => `/experiments/${experiment.id}/runs/${run.id}` as Route}
      />
    </Section>
  );
}
