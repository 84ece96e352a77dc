'use client';

import type { Route } from 'next';
import { useParams, useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { useSearchState } from '@/components/compare/use-search-state';
import { isTyping } from '@/components/run/is-typing';
import { currentRuns } from '@/components/run/run-facts';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { tabOf, useFrame } from './use-experiment';
import { usePause } from './use-pause';

const KEYS: readonly [string, string][] = [
  ['1 … 9', 'Go to the first to the ninth run'],
  ['0', 'Compare with the base'],
  ['l', 'Live view'],
  ['c', 'Comparison'],
  ['t', 'Pipeline and timeline'],
  ['j  k', 'Next and previous file of the diff'],
  ['p', "On a run's page: pause it, or let it go on"],
  ['/', "On a run's page: search its transcript"],
  ['n  N', 'Next and previous match of the search'],
  ['f', 'First failing command of the transcript'],
  ['?', 'This list'],
];

/** The keys of an experiment's pages, and the list of them. */
export function Shortcuts({ experiment }: { experiment: ExperimentView }) {
  const [open, setOpen] = useState(false);
  const focusRun = useFocusRun(experiment);
  const router = useRouter();
  const [, change] = useSearchState();
  const { runId } = useParams<{ runId?: string }>();
  const { toggle } = usePause(experiment.id);
  useEffect(() => {
    const home = `/experiments/${experiment.id}`;
    function onKey(event: KeyboardEvent): void {
      if (isTyping(event)) return;
      const run = /^[1-9]$/.test(event.key) ? currentRuns(experiment)[Number(event.key) - 1] : undefined;
      const shown = experiment.runs.find((one) => one.id === runId);
      if (run) focusRun(run);
      else if (event.key === '?') setOpen(true);
      else if (event.key === 'p' && shown) toggle(shown);
      else if (event.key === 'l') router.push(`${home}?tab=live` as Route);
      else if (event.key === 'c') router.push(`${home}?tab=compare` as Route);
      else if (event.key === 't') router.push(`${home}?tab=pipeline` as Route);
      else if (event.key === '0' && runId === undefined) change({ tab: 'compare', against: null });
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [experiment, focusRun, router, change, runId, toggle]);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogContent title="Keys" className="max-w-sm">
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
          {KEYS.map(([keys, what]) => (
            <div key={keys} className="contents">
              <dt>
                <Kbd>{keys}</Kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </DialogContent>
    </Dialog>
  );
}

/** In the live view its column, in the comparison its diff, elsewhere its page. */
function useFocusRun(experiment: ExperimentView): (run: RunView) => void {
  const { defaultTab } = useFrame();
  const tab = tabOf(useSearchParams().get('tab'), defaultTab);
  const [, change] = useSearchState();
  const { runId } = useParams<{ runId?: string }>();
  const router = useRouter();
  return (run) => {
    if (runId !== undefined) router.push(`/experiments/${experiment.id}/runs/${run.id}` as Route);
    else if (tab === 'compare') change({ run: run.id, file: null });
    else {
      const column = document.querySelector<HTMLElement>(`#run-${CSS.escape(run.id)}`);
      column?.scrollIntoView({ block: 'nearest', inline: 'start' });
      column?.querySelector<HTMLElement>('a')?.focus();
    }
  };
}
