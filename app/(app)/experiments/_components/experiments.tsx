'use client';

import { useQuery } from '@tanstack/react-query';
import { FlaskConical, Plus, Search } from 'lucide-react';
import Link from 'next/link';
import { useDeferredValue } from 'react';
import { plural } from '@/lib/client/format';
import { experimentsQuery, projectsQuery } from '@/lib/client/queries';
import { useRemoved } from '@/lib/client/remove-later';
import type { ExperimentSummary } from '@/lib/schemas/view';
import { useSearchState, type SearchChange } from '@/components/compare/use-search-state';
import { ExperimentList } from '@/components/experiment-list/experiment-list';
import { PageHeader } from '@/components/shell/page-header';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { filterExperiments, STATUS_GROUPS, type ExperimentFilter } from '@/lib/schemas/experiment-filter';

const ANY = 'any';

/** Every experiment, narrowed by project, state and words; the filters are in the address. */
export function Experiments() {
  const query = useQuery(experimentsQuery());
  const removed = useRemoved();
  const [params, change] = useSearchState();
  const filter = { project: params.get('project'), status: params.get('status'), text: params.get('q') ?? '' };
  if (query.isError && !query.data) return <QueryError error={query.error} onRetry={() => void query.refetch()} />;
  const all = query.data?.filter((one) => !removed.has(`experiment:${one.id}`));
  return (
    <>
      <PageHeader
        title="All experiments"
        description={all ? plural(all.length, 'experiment') : null}
        actions={
          <Button asChild variant="primary">
            <Link href="/experiments/new">
              <Plus aria-hidden />
              New experiment
            </Link>
          </Button>
        }
      />
      <Filters filter={filter} onChange={change} />
      {all ? (
        <Found all={all} filter={filter} onClear={() => change({ project: null, status: null, q: null })} />
      ) : (
        <SkeletonRows rows={8} label="Loading experiments" />
      )}
    </>
  );
}

function Filters({ filter, onChange }: { filter: ExperimentFilter; onChange: (change: SearchChange) => void }) {
  const projects = useQuery(projectsQuery()).data ?? [];
  return (
    <search className="mb-3 flex flex-wrap gap-2">
      <div className="relative min-w-0 flex-1 basis-56">
        <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-3.5 text-faint" />
        <Input
          type="search"
          aria-label="Search experiments"
          placeholder="Words of the name, the task, a variant, or ticket:RL-7"
          className="pl-8"
          value={filter.text}
          onChange={(event) => onChange({ q: event.target.value || null })}
        />
      </div>
      <Select
        aria-label="Project"
        className="w-44"
        value={filter.project ?? ANY}
        onValueChange={(value) => onChange({ project: value === ANY ? null : value })}
        options={[
          { value: ANY, label: 'Any project' },
          ...projects.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Select
        aria-label="State"
        className="w-44"
        value={filter.status ?? ANY}
        onValueChange={(value) => onChange({ status: value === ANY ? null : value })}
        options={[{ value: ANY, label: 'Any state' }, ...STATUS_GROUPS]}
      />
    </search>
  );
}

type FoundProps = { all: ExperimentSummary[]; filter: ExperimentFilter; onClear: () => void };

function Found({ all, filter, onClear }: FoundProps) {
  const text = useDeferredValue(filter.text);
  const shown = filterExperiments(all, { ...filter, text });
  if (all.length === 0) {
    return (
      <EmptyState icon={FlaskConical} title="No experiment yet">
        Start one with <em>New experiment</em>: a task, a few variants, and the command that says whether it works.
      </EmptyState>
    );
  }
  if (shown.length === 0) {
    return (
      <EmptyState title="No experiment matches" actions={<Button onClick={onClear}>Clear the filters</Button>}>
        None of {plural(all.length, 'experiment')} has all of these words in this project and state.
      </EmptyState>
    );
  }
  return (
    <div className="border-t">
      <ExperimentList experiments={shown} hideProject={filter.project !== null} />
    </div>
  );
}
