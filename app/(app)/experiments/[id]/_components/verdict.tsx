'use client';

import { Crown, Scale } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { repeatMark } from '@/lib/client/format';
import { groupFailures } from '@/lib/schemas/help-facts';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { plainText } from '@/components/run/ansi-text';
import { Spinner } from '@/components/ui/spinner';
import { RelativeTime } from '@/components/ui/time';
import { VariantMark, VariantName } from '@/components/variant-mark/variant-mark';
import { HelpButton } from './failure-help';
import { MergeButton } from './merge-button';

/** What was chosen and why, in one sentence, with the button that acts on it. */
export function Verdict({ experiment, ended }: { experiment: ExperimentView; ended: boolean }) {
  const winner = experiment.runs.find((run) => run.id === experiment.winnerRunId) ?? null;
  return (
    <section aria-label="Verdict" className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex items-center gap-2">
          {winner ? (
            <Crown aria-hidden className="size-4 text-warn" />
          ) : (
            <Scale aria-hidden className="size-4 text-faint" />
          )}
          <h2 className="text-sm font-semibold">
            {winner ? <WinnerName run={winner} /> : noWinner(experiment, ended)}
          </h2>
        </div>
        <p className="pt-1 text-sm text-muted">{experiment.verdict ?? nextStep(experiment, ended)}</p>
        <Decision experiment={experiment} />
        {ended && !winner ? <Failures experiment={experiment} /> : null}
      </div>
      {winner ? <MergeWinner experiment={experiment} winner={winner} /> : null}
      {ended ? null : <Spinner label="Runs are still at work" />}
    </section>
  );
}

/** Once it is merged, merging it again is not the main thing to do. */
function MergeWinner({ experiment, winner }: { experiment: ExperimentView; winner: RunView }) {
  const merged = experiment.merges.some((merge) => merge.runId === winner.id && merge.status === 'merged');
  if (merged) return <MergeButton experiment={experiment} run={winner} label="Merge into another branch" />;
  return <MergeButton experiment={experiment} run={winner} label="Merge winner" variant="primary" size="lg" />;
}

function WinnerName({ run }: { run: RunView }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      Winner: <VariantName letter={run.variant.letter} name={`${run.variant.key}${repeatMark(run.repeat)}`} />
    </span>
  );
}

function noWinner({ status }: ExperimentView, ended: boolean): string {
  if (status === 'needs_person') return 'The choice is yours';
  return ended ? 'No winner' : 'No winner yet';
}

function nextStep(experiment: ExperimentView, ended: boolean): string {
  if (!ended) return 'The scoreboard fills as the runs end.';
  if (experiment.status === 'needs_person') return 'Every run has ended. Compare them, then make one the winner.';
  if (experiment.spec.contract.gates.length === 0) {
    return 'Without a gate nothing is selected automatically. Read the diffs and make one run the winner.';
  }
  return 'No run was selected. Read why below, retry a run, or make one the winner yourself.';
}

/** Why nothing won, a line for each kind of failure, with the first thing to try. */
function Failures({ experiment }: { experiment: ExperimentView }) {
  const groups = groupFailures(experiment);
  if (groups.length === 0) return null;
  return (
    <ul aria-label="Why the runs failed" className="mt-2 flex flex-col gap-1.5">
      {groups.map(({ help, runs: [first, ...more] }) => (
        <li key={first.id} className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {[first, ...more].map((run) => (
            <VariantMark key={run.id} letter={run.variant.letter} size={16} />
          ))}
          <Link href={`/experiments/${experiment.id}/runs/${first.id}` as Route} className="rounded hover:underline">
            {plainText(help.title)}
          </Link>
          {help.actions.slice(0, 1).map((action) => (
            <HelpButton key={action.type} action={action} run={first} experiment={experiment} />
          ))}
        </li>
      ))}
    </ul>
  );
}

/** When a person decided; the verdict says why. */
function Decision({ experiment }: { experiment: ExperimentView }) {
  const last = experiment.decisions.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1);
  if (!last || last.by !== 'person') return null;
  return (
    <p className="text-xs text-faint">
      Decided <RelativeTime at={last.createdAt} />
    </p>
  );
}
