'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { ArrowLeftRight, Download } from 'lucide-react';
import { useCallback, useEffect } from 'react';
import { preload } from 'react-dom';
import { runLabel } from '@/lib/core/chart-data';
import { repeatMark } from '@/lib/client/format';
import { diffPath, diffQuery, filesQuery, patchUrl } from '@/lib/client/queries';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { useSearchState } from '@/components/compare/use-search-state';
import { loadDrawing } from '@/components/diff/diff-file';
import { DiffView } from '@/components/diff/diff-view';
import type { RunFiles } from '@/components/diff/pair-files';
import { useNarrow } from '@/components/diff/use-narrow';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Section } from '@/components/ui/section';
import { Select } from '@/components/ui/select';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { Segmented } from '@/components/ui/tabs';
import { VariantName } from '@/components/variant-mark/variant-mark';
import { QueryError } from '@/components/shell/query-error';
import { MergeButton } from './merge-button';
import { WinnerButton } from './winner-button';

const BASE = 'base';
const LAYOUTS = [
  { value: 'split', label: 'Side by side' },
  { value: 'unified', label: 'Unified' },
];

type DiffSectionProps = { experiment: ExperimentView; runs: RunView[]; winnerRunId: string | null };

/** One run against the base or against another run; both and the file are in the address. */
export function DiffSection({ experiment, runs, winnerRunId }: DiffSectionProps) {
  const [params, change] = useSearchState();
  const withResult = runs.filter((run) => run.resultSha !== null);
  const run = withResult.find((one) => one.id === params.get('run')) ?? defaultRun(withResult, winnerRunId);
  const other = withResult.find((one) => one.id === params.get('against') && one.id !== run?.id) ?? null;
  if (!run) {
    return (
      <Section title="Changes">
        <EmptyState title="No result yet">The changes of a run appear here when its agent has ended.</EmptyState>
      </Section>
    );
  }
  const against = other?.id ?? BASE;
  return (
    <Section
      title="Changes"
      actions={
        <>
          <MergeButton experiment={experiment} run={run} label={`Merge ${run.variant.letter}`} size="sm" />
          <WinnerButton experiment={experiment} run={run} />
          <Button asChild size="sm">
            <a href={patchUrl(run.id, against)} download>
              <Download aria-hidden />
              Patch
            </a>
          </Button>
        </>
      }
    >
      <div className="flex flex-wrap items-center gap-2 py-3">
        <SidePicker
          label="Before"
          value={against}
          runs={withResult.filter((one) => one.id !== run.id)}
          base
          onPick={(id) => change({ against: id === BASE ? null : id, file: null })}
        />
        <IconButton
          label="Swap sides"
          disabled={!other}
          onClick={() => change({ run: other?.id ?? null, against: run.id, file: null })}
        >
          <ArrowLeftRight aria-hidden />
        </IconButton>
        <SidePicker
          label="After"
          value={run.id}
          runs={withResult}
          onPick={(id) => change({ run: id, file: null, ...(id === against ? { against: null } : {}) })}
        />
        <LayoutChoice />
      </div>
      <Diff run={run} against={against} runs={withResult} />
    </Section>
  );
}

function LayoutChoice() {
  const [params, change] = useSearchState();
  const narrow = useNarrow();
  if (narrow) return null;
  return (
    <div className="ml-auto">
      <Segmented
        aria-label="Layout of diffs"
        value={params.get('layout') === 'unified' ? 'unified' : 'split'}
        options={LAYOUTS}
        onValueChange={(value) => change({ layout: value === 'unified' ? 'unified' : null })}
      />
    </div>
  );
}

type SidePickerProps = {
  label: string;
  value: string;
  runs: readonly RunView[];
  base?: boolean;
  onPick: (id: string) => void;
};

function SidePicker({ label, value, runs, base, onPick }: SidePickerProps) {
  const options = runs.map((run) => ({
    value: run.id,
    label: <VariantName letter={run.variant.letter} name={`${run.variant.key}${repeatMark(run.repeat)}`} size={15} />,
  }));
  const baseOption = { value: BASE, label: <VariantName letter="0" name="base" size={15} /> };
  return (
    <Select
      size="sm"
      aria-label={label}
      className="w-44"
      value={value}
      onValueChange={onPick}
      options={base ? [baseOption, ...options] : options}
    />
  );
}

function Diff({ run, against, runs }: { run: RunView; against: string; runs: readonly RunView[] }) {
  const [params, change] = useSearchState();
  const narrow = useNarrow();
  // In the page's first bytes: the browser fetches the diff while it still loads the code that asks for it.
  if (typeof window === 'undefined') preload(diffPath(run.id, against), { as: 'fetch', crossOrigin: 'anonymous' });
  const diff = useQuery(diffQuery(run.id, against));
  useEffect(() => {
    // Where it fails, the file that needs it tries again and says so.
    loadDrawing().catch(() => {});
  }, []);
  const others = useOthers({ run, runs, enabled: diff.isSuccess && against === BASE });
  const onFile = useCallback((path: string) => change({ file: path }), [change]);
  if (diff.isError && !diff.data) return <QueryError error={diff.error} onRetry={() => void diff.refetch()} />;
  if (!diff.data) return <SkeletonRows rows={6} label="Loading the diff" />;
  return (
    <DiffView
      data={diff.data}
      layout={narrow || params.get('layout') === 'unified' ? 'unified' : 'split'}
      others={others}
      file={params.get('file')}
      onFile={onFile}
      emptyText={against === BASE ? `${run.variant.key} changed nothing.` : 'Both runs came to the same result.'}
    />
  );
}

/** The files of the other runs against the base, read after the diff that a person looks at. */
function useOthers(input: { run: RunView; runs: readonly RunView[]; enabled: boolean }): readonly RunFiles[] {
  const others = input.runs.filter((one) => one.id !== input.run.id);
  return useQueries({
    queries: others.map((one) => ({ ...filesQuery(one.id), enabled: input.enabled })),
    combine: (results) =>
      results.flatMap((result, index) => {
        const one = others[index];
        return one && result.data && input.enabled
          ? [{ label: runLabel(one), letter: one.variant.letter, files: result.data }]
          : [];
      }),
  });
}

function defaultRun(runs: readonly RunView[], winnerRunId: string | null): RunView | undefined {
  return runs.find((run) => run.id === winnerRunId) ?? runs.find((run) => run.status === 'passed') ?? runs[0];
}
