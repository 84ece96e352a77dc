'use client';

import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { experimentQuery, experimentsQuery } from '@/lib/client/queries';
import { topics, useStream } from '@/lib/client/use-stream';
import type { ExperimentSummary } from '@/lib/schemas/view';
import { useSearchState } from '@/components/compare/use-search-state';
import { PageHeader } from '@/components/shell/page-header';
import { QueryError } from '@/components/shell/query-error';
import { Select } from '@/components/ui/select';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { BothSides } from './both-sides';

/** Two experiments of the same contract side by side; which ones is in the address. */
export function CompareExperiments() {
  const [params, change] = useSearchState();
  const [a, b] = [params.get('a'), params.get('b')];
  const list = useQuery(experimentsQuery());
  const experiments = list.data ?? [];
  return (
    <>
      <PageHeader
        title="Compare experiments"
        description="Two experiments that the same contract judged: everything of both against the base."
      />
      <div className="mb-6 flex flex-wrap gap-3">
        <Choice label="First" value={a} other={b} experiments={experiments} onChoose={(id) => change({ a: id })} />
        <Choice label="Second" value={b} other={a} experiments={experiments} onChoose={(id) => change({ b: id })} />
      </div>
      {a !== null && b !== null ? (
        <Loaded key={`${a} ${b}`} a={a} b={b} />
      ) : (
        <EmptyState icon={Scale} title="Choose two experiments">
          Those that the same contract judged come first in the list of the second.
        </EmptyState>
      )}
    </>
  );
}

type ChoiceProps = {
  label: string;
  value: string | null;
  other: string | null;
  experiments: readonly ExperimentSummary[];
  onChoose: (id: string) => void;
};

function Choice({ label, value, other, experiments, onChoose }: ChoiceProps) {
  const contract = experiments.find(({ id }) => id === other)?.contractHash ?? null;
  const fits = (one: ExperimentSummary): boolean => contract === null || one.contractHash === contract;
  const offered = experiments.filter(({ id }) => id !== other).toSorted((x, y) => Number(fits(y)) - Number(fits(x)));
  return (
    <label className="flex min-w-0 flex-1 basis-64 flex-col gap-1">
      <span className="text-xs text-muted">{label}</span>
      <Select
        aria-label={`${label} experiment`}
        value={value ?? ''}
        placeholder="Choose an experiment"
        onValueChange={onChoose}
        options={offered.map((one) => ({
          value: one.id,
          label: one.name,
          hint: `${one.projectName}, ${one.createdAt.slice(0, 16).replace('T', ' ')}${fits(one) ? '' : ', another contract'}`,
        }))}
      />
    </label>
  );
}

function Loaded({ a, b }: { a: string; b: string }) {
  useStream([topics.experiment(a), topics.experiment(b)]);
  const first = useQuery(experimentQuery(a));
  const second = useQuery(experimentQuery(b));
  const failed = [first, second].find((query) => query.isError && !query.data);
  if (failed?.error) return <QueryError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!first.data || !second.data) return <SkeletonRows rows={6} label="Loading both experiments" />;
  return <BothSides first={first.data} second={second.data} />;
}
