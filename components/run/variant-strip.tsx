import { Crown } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { runLabel } from '@/lib/core/chart-data';
import { formatCost, repeatMark } from '@/lib/client/format';
import type { RunView } from '@/lib/schemas/view';
import { cn } from '@/components/ui/cn';
import { RunStatusPill } from '@/components/ui/status-pill';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import { gateSummary } from './run-facts';

type VariantStripProps = {
  runs: readonly RunView[];
  /** Runs that are left out. */
  hidden: number;
  winners: ReadonlySet<string>;
  activeRunId: string | null;
  hrefOf: (run: RunView) => Route;
  /** Ways to the views of all runs; they stand before the runs. */
  children: React.ReactNode;
};

/** Every run in one line that stays on top: whose it is, how it stands, what it changed and what it cost. */
export function VariantStrip({ runs, hidden, winners, activeRunId, hrefOf, children }: VariantStripProps) {
  return (
    <nav
      aria-label="Views of this experiment"
      className="sticky top-12 z-20 -mx-4 flex h-11 items-stretch overflow-x-auto border-b bg-canvas px-4 [scrollbar-width:none] sm:-mx-6 sm:px-6 md:top-0 lg:-mx-8 lg:px-8"
    >
      {children}
      <span aria-hidden className="mx-2 my-3 w-px shrink-0 bg-line" />
      {runs.map((run) => (
        <StripRun
          key={run.id}
          run={run}
          href={hrefOf(run)}
          active={run.id === activeRunId}
          winner={winners.has(run.id)}
        />
      ))}
      {hidden > 0 ? (
        <span className="flex shrink-0 items-center px-2 text-xs text-faint">{hidden} more in the pipeline</span>
      ) : null}
    </nav>
  );
}

type StripRunProps = { run: RunView; href: Route; active: boolean; winner: boolean };

function StripRun({ run, href, active, winner }: StripRunProps) {
  const gates = gateSummary(run);
  return (
    <StripLink href={href} active={active} label={`Variant ${runLabel(run)}, ${run.variant.key}`}>
      <VariantMark letter={run.variant.letter} size={17} />
      <span className="max-w-32 truncate font-medium">
        {run.variant.key}
        <span className="text-faint">{repeatMark(run.repeat)}</span>
      </span>
      {winner ? <Crown role="img" aria-label="winner" className="size-3.5 text-warn" /> : null}
      <RunStatusPill status={run.status} success={run.success} paused={run.paused} iconOnly />
      {gates ? (
        <span className={cn('text-xs tabular-nums', gates.ok ? 'text-ok' : 'text-bad')}>{gates.text}</span>
      ) : null}
      {run.diffStats ? (
        <span className="font-mono text-micro tabular-nums">
          <span className="text-ok">+{run.diffStats.linesAdded}</span>{' '}
          <span className="text-bad">−{run.diffStats.linesRemoved}</span>
        </span>
      ) : null}
      {run.costUsd === null ? null : <span className="text-xs text-muted tabular-nums">{formatCost(run.costUsd)}</span>}
    </StripLink>
  );
}

type StripLinkProps = { href: Route; active: boolean; label?: string; children: React.ReactNode };

export function StripLink({ href, active, label, children }: StripLinkProps) {
  return (
    <Link
      href={href}
      scroll={false}
      aria-current={active ? 'page' : undefined}
      title={label}
      className={cn(
        'flex shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2 whitespace-nowrap text-muted hover:text-ink focus-visible:-outline-offset-2',
        active && 'border-ink text-ink',
      )}
    >
      {children}
    </Link>
  );
}
