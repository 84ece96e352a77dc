'use client';

import { BookmarkPlus, Ellipsis, Play, Scale } from 'lucide-react';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { experimentHref } from '@/lib/client/routes';
import { toastRefusal } from '@/lib/client/use-action';
import { draftFrom } from '@/lib/schemas/experiment-file/again';
import type { ExperimentView } from '@/lib/schemas/view';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { IconButton } from '@/components/ui/icon-button';
import { launchExperiment } from '../../../_actions/experiments';
import { SaveTemplate } from './save-template';

/** What can be made of an experiment beside looking at it. */
export function MoreActions({ experiment }: { experiment: ExperimentView }) {
  const router = useRouter();
  const [isSaving, setSaving] = useState(false);
  const { runAgain, isPending } = useRunAgain(experiment);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label="More" tone="outlined" pending={isPending}>
            <Ellipsis aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem onSelect={() => void runAgain()}>
            <Play aria-hidden />
            Run again as it is
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setSaving(true)}>
            <BookmarkPlus aria-hidden />
            Save as template…
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => router.push(`/compare?a=${experiment.id}` as Route)}>
            <Scale aria-hidden />
            Compare with…
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {isSaving ? <SaveTemplate experiment={experiment} onClose={() => setSaving(false)} /> : null}
    </>
  );
}

/** The same text once more, from the base as it is now. */
function useRunAgain({ source, project }: ExperimentView): { runAgain: () => Promise<void>; isPending: boolean } {
  const router = useRouter();
  const [isPending, setPending] = useState(false);
  const runAgain = async (): Promise<void> => {
    setPending(true);
    const launched = await launchExperiment(draftFrom(source, project)).finally(() => setPending(false));
    if (launched.ok) router.push(experimentHref(launched.value.experimentId));
    else if ('problems' in launched.error) {
      const message = launched.error.problems.map((problem) => problem.message).join(' ');
      toastRefusal({ type: 'invalid', message, remedy: 'Open it with Edit and run again, and correct it there.' });
    } else toastRefusal(launched.error);
  };
  return { runAgain, isPending };
}
