import { GitMerge } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { ExperimentStatusPill } from '@/components/ui/status-pill';
import { RelativeTime } from '@/components/ui/time';
import { RunChip } from '@/components/variant-mark/run-chip';
import { experimentHref } from '@/lib/client/routes';
import type { ExperimentSummary } from '@/lib/schemas/view';

type ExperimentRowProps = { experiment: ExperimentSummary; hideProject?: boolean };

/** The whole row is the link's target; the chips say how each run stands. */
export function ExperimentRow({ experiment, hideProject }: ExperimentRowProps) {
  return (
    <li className="relative grid grid-cols-[6.5rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1.5 border-b px-1 py-2 transition-colors hover:bg-subtle">
      <ExperimentStatusPill status={experiment.status} />
      <div className="min-w-0">
        <p className="flex min-w-0 items-baseline gap-2">
          <Link
            href={experimentHref(experiment.id)}
            className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
          >
            {experiment.name}
          </Link>
          {hideProject ? null : (
            <span className="hidden shrink-0 text-xs text-faint sm:inline">{experiment.projectName}</span>
          )}
        </p>
        <p className="truncate text-xs text-muted">{firstLine(experiment.task)}</p>
      </div>
      <div className="col-span-3 flex flex-wrap items-center gap-x-3 gap-y-1 md:col-span-1 md:flex-nowrap">
        {experiment.merged ? (
          <Badge>
            <GitMerge aria-hidden />
            Merged
          </Badge>
        ) : null}
        <RunChips experiment={experiment} />
        <RelativeTime at={experiment.createdAt} className="ml-auto text-right text-xs text-faint md:w-20" />
      </div>
    </li>
  );
}

function RunChips({ experiment: { runs, winnerRunId } }: { experiment: ExperimentSummary }) {
  return (
    <span className="flex flex-wrap gap-1">
      {runs.map((run) => (
        <RunChip
          key={run.id}
          letter={run.letter}
          variant={run.variant}
          status={run.status}
          success={run.success}
          winner={winnerRunId === run.id}
        />
      ))}
    </span>
  );
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
