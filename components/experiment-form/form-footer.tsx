'use client';

import { FlaskConical, Rocket } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import { countRuns } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { ProblemList } from './problem-list';

type FormFooterProps = {
  pending: 'launch' | 'try' | null;
  onLaunch: () => void;
  onTry: () => void;
  onPick: (problem: FileProblem) => void;
  panel: ReactNode;
};

export function FormFooter({ pending, onLaunch, onTry, onPick, panel }: FormFooterProps) {
  const { draft } = useDraft();
  const { problems } = draft;
  const runs = countRuns(draft.data);
  return (
    <div className="sticky bottom-0 z-20 -mx-4 -mb-16 border-t bg-canvas px-4 sm:-mx-6 sm:px-6 lg:-mx-8 lg:px-8">
      {panel}
      <div className="flex flex-wrap items-center gap-2 py-3">
        <div className="mr-auto">
          {problems.length > 0 ? (
            <Problems problems={problems} onPick={onPick} />
          ) : (
            <span className="sr-only text-muted sm:not-sr-only">Ready to launch</span>
          )}
        </div>
        <Button onClick={onTry} pending={pending === 'try'} disabled={pending !== null}>
          {pending === 'try' ? null : <FlaskConical aria-hidden className="max-sm:hidden" />} Try on the base
        </Button>
        <Button variant="primary" onClick={onLaunch} pending={pending === 'launch'} disabled={pending !== null}>
          {pending === 'launch' ? null : <Rocket aria-hidden className="max-sm:hidden" />}
          {runs === 0 ? 'Launch' : runs === 1 ? 'Launch 1 run' : `Launch ${runs} runs`}
          <span className="hidden sm:inline">
            <Kbd>Ctrl ⏎</Kbd>
          </span>
        </Button>
      </div>
    </div>
  );
}

function Problems({ problems, onPick }: { problems: readonly FileProblem[]; onPick: FormFooterProps['onPick'] }) {
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="ghost" className="-ml-3 text-bad hover:text-bad">
          {problems.length === 1 ? '1 problem' : `${problems.length} problems`}
        </Button>
      </PopoverTrigger>
      <PopoverContent
        className="max-h-80 w-[min(28rem,calc(100vw-2rem))] overflow-y-auto p-1"
        aria-label="Problems"
        // The focus belongs to the field that was picked, not to the button that opened the list.
        onCloseAutoFocus={(event) => event.preventDefault()}
      >
        <ProblemList problems={problems} onPick={onPick} />
      </PopoverContent>
    </Popover>
  );
}
