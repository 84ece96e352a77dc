'use client';

import { ArrowDown, ArrowUp, Crown, Star } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { ScoreCell, ScoreRow } from '@/lib/core/scoreboard';
import { repeatMark } from '@/lib/client/format';
import type { RunView } from '@/lib/schemas/view';
import { cn } from '@/components/ui/cn';
import { RunStatusPill } from '@/components/ui/status-pill';
import { Table, Td, Th } from '@/components/ui/table';
import { VariantMark } from '@/components/variant-mark/variant-mark';

type ScoreboardProps = {
  rows: readonly ScoreRow[];
  runs: readonly RunView[];
  winnerRunIds: readonly (string | null)[];
  hrefOf: (run: RunView) => Route;
  /** Runs that belong together, in their order. */
  groups?: readonly { name: string; count: number }[];
};

/** The decision table: what is compared as rows, base first, then the runs. */
export function Scoreboard({ rows, runs, winnerRunIds, hrefOf, groups }: ScoreboardProps) {
  return (
    <Table aria-label="Scoreboard" className="relative w-auto min-w-full">
      <thead>
        {groups ? <GroupRow groups={groups} /> : null}
        <tr>
          <Th className="sticky left-0 z-10 bg-canvas">
            <span className="sr-only">What is compared</span>
          </Th>
          <Th>
            <span className="flex items-center gap-1.5">
              <VariantMark letter="0" size={16} />
              Base
            </span>
          </Th>
          {runs.map((run) => (
            <RunHead key={run.id} run={run} href={hrefOf(run)} winner={winnerRunIds.includes(run.id)} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.key} row={row} runs={runs} winnerRunIds={winnerRunIds} />
        ))}
      </tbody>
    </Table>
  );
}

function RunHead({ run, href, winner }: { run: RunView; href: Route; winner: boolean }) {
  return (
    <Th className={cn('min-w-32', winner && 'bg-warn-soft')}>
      <span className="flex items-center gap-1.5 text-ui text-ink">
        <VariantMark letter={run.variant.letter} size={16} />
        <Link href={href} className="max-w-40 truncate rounded hover:underline">
          {run.variant.key}
          {repeatMark(run.repeat)}
        </Link>
        {winner ? <Crown role="img" aria-label="winner" className="size-3.5 text-warn" /> : null}
        <RunStatusPill status={run.status} success={run.success} paused={run.paused} iconOnly />
      </span>
    </Th>
  );
}

function GroupRow({ groups }: { groups: NonNullable<ScoreboardProps['groups']> }) {
  return (
    <tr>
      <td colSpan={2} />
      {groups.map(({ name, count }, index) => (
        <Th key={index} scope="colgroup" colSpan={count} className="max-w-60 truncate border-l pl-3 text-ink">
          {name}
        </Th>
      ))}
    </tr>
  );
}

type RowProps = { row: ScoreRow } & Pick<ScoreboardProps, 'runs' | 'winnerRunIds'>;

function Row({ row, runs, winnerRunIds }: RowProps) {
  return (
    <tr className="group hover:bg-subtle">
      <th
        scope="row"
        className="sticky left-0 z-10 border-b bg-canvas py-1.5 pr-4 group-hover:bg-subtle text-left font-medium whitespace-nowrap"
      >
        {row.label}
        {row.better && row.group !== 'effort' ? <BetterMark better={row.better} /> : null}
      </th>
      <Cell cell={row.base} winner={false} />
      {row.cells.map((cell, index) => (
        <Cell key={runs[index]?.id ?? index} cell={cell} winner={winnerRunIds.includes(runs[index]?.id ?? '')} />
      ))}
    </tr>
  );
}

function BetterMark({ better }: { better: 'lower' | 'higher' }) {
  const Icon = better === 'lower' ? ArrowDown : ArrowUp;
  return <Icon role="img" aria-label={`${better} is better`} className="ml-1 inline size-3 text-faint" />;
}

const STATE_STYLES: Record<ScoreCell['state'], string> = {
  good: 'text-ok',
  bad: 'text-bad font-medium',
  plain: '',
  unknown: 'text-faint',
  none: 'text-faint',
};
const DELTA_STYLES = { better: 'text-ok', worse: 'text-bad', same: 'text-faint' };

function Cell({ cell, winner }: { cell: ScoreCell; winner: boolean }) {
  return (
    <Td title={cell.note ?? undefined} className={cn('whitespace-nowrap tabular-nums', winner && 'bg-warn-soft')}>
      <span className={cn(STATE_STYLES[cell.state], cell.best && 'font-semibold')}>{cell.text}</span>
      {cell.delta ? (
        <span className={cn('ml-1.5 text-xs', DELTA_STYLES[cell.delta.direction])}>
          {cell.delta.text}
          <span className="sr-only"> against the base, {cell.delta.direction}</span>
        </span>
      ) : null}
      {cell.best ? <BestMark tied={cell.tied} /> : null}
      {cell.note ? <span className="block max-w-48 truncate text-xs text-faint">{cell.note}</span> : null}
    </Td>
  );
}

function BestMark({ tied }: { tied: boolean }) {
  if (tied) return <span className="ml-1.5 rounded border px-1 text-micro text-muted">tie for best</span>;
  return <Star role="img" aria-label="best" className="ml-1.5 inline size-3 -translate-y-px fill-current text-ink" />;
}
