'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { formatDuration, repeatMark } from '@/lib/client/format';
import { useNow } from '@/lib/client/use-now';
import { buildTimeline, type Phase, PHASES, type RunTimestamps, type TimelineRow } from '@/lib/core/timeline';
import { isTerminalRun, type RunStatus } from '@/lib/core/run-status';
import { PHASE_FILLS, PHASE_WORDS } from '@/components/run/phase-looks';
import { cn } from '@/components/ui/cn';
import { RunStatusPill } from '@/components/ui/status-pill';
import { VariantName } from '@/components/variant-mark/variant-mark';

type Run = {
  id: string;
  stage: string;
  timestamps: RunTimestamps;
  variant: { letter: string; key: string };
  repeat: number;
  status: RunStatus;
  success: boolean | null;
};

type RunTimelineProps = { stages: readonly string[]; runs: readonly Run[]; hrefOf: (runId: string) => Route };

/** Where the time of all runs went, on one axis. A table, so that it is read out as one. */
export function RunTimeline({ stages, runs, hrefOf }: RunTimelineProps) {
  const isLive = runs.some(({ status }) => !isTerminalRun(status));
  const nowMs = useNow(1000);
  const timeline = buildTimeline({ stages, runs, nowMs });
  if (!timeline) return <p className="py-3 text-muted">Nothing has taken time yet.</p>;
  const { lengthMs, ticks } = timeline;
  return (
    <div className="pt-3" suppressHydrationWarning>
      <Legend />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div role="region" aria-label="Timeline" tabIndex={0} className="relative overflow-x-auto">
        <table className="w-full min-w-[34rem] table-fixed border-collapse text-left">
          <caption className="sr-only">
            How long each run waited, was set up, worked, was judged and was measured{isLive ? ', so far' : ''}
          </caption>
          <thead>
            <tr>
              <th scope="col" className="w-44 border-b py-1 text-xs font-medium text-faint">
                Run
              </th>
              <th scope="col" className="border-b py-1 text-xs font-medium text-faint">
                <span className="sr-only">Phases</span>
                <Axis ticks={ticks} lengthMs={lengthMs} />
              </th>
              <th scope="col" className="w-20 border-b py-1 text-right text-xs font-medium text-faint">
                Total
              </th>
            </tr>
          </thead>
          {timeline.stages.map((stage) => (
            <tbody key={stage.name}>
              {timeline.stages.length > 1 ? (
                <tr>
                  <th scope="rowgroup" colSpan={3} className="pt-3 pb-1 text-left text-xs font-semibold">
                    {stage.name}
                  </th>
                </tr>
              ) : null}
              {stage.rows.map((row) => (
                <Row key={row.run.id} row={row} ticks={ticks} lengthMs={lengthMs} href={hrefOf(row.run.id)} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </div>
  );
}

type RowProps = { row: TimelineRow<Run>; ticks: readonly number[]; lengthMs: number; href: Route };

function Row({ row: { run, phases }, ticks, lengthMs, href }: RowProps) {
  const total = phases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return (
    <tr className="group hover:bg-subtle">
      <th scope="row" className="py-1 pr-2 font-normal">
        <span className="flex min-w-0 items-center gap-1.5">
          <Link href={href} className="min-w-0 rounded hover:underline">
            <VariantName
              letter={run.variant.letter}
              name={`${run.variant.key}${repeatMark(run.repeat)}`}
              size={16}
              className="max-w-34"
            />
          </Link>
          <RunStatusPill status={run.status} success={run.success} iconOnly />
        </span>
      </th>
      <td className="py-1">
        <span className="sr-only" suppressHydrationWarning>
          {phases.map(phaseWords).join(', ')}
        </span>
        <div aria-hidden className="relative h-4">
          {ticks.map((tick) => (
            <span
              key={tick}
              className="absolute inset-y-[-4px] w-px bg-line"
              style={{ left: percent(tick / lengthMs) }}
            />
          ))}
          {phases.map((phase) => (
            <Bar key={phase.name} phase={phase} lengthMs={lengthMs} />
          ))}
        </div>
      </td>
      <td className="py-1 text-right text-xs tabular-nums" suppressHydrationWarning>
        {formatDuration(total)}
      </td>
    </tr>
  );
}

function Bar({ phase, lengthMs }: { phase: Phase; lengthMs: number }) {
  return (
    <span
      title={phaseWords(phase)}
      className={cn(
        'absolute inset-y-0.5 min-w-0.5 rounded-xs',
        PHASE_FILLS[phase.name],
        phase.name === 'wait' && 'inset-y-[7px]',
        phase.open && 'animate-pulse',
      )}
      style={{ left: percent(phase.startMs / lengthMs), width: percent(phase.durationMs / lengthMs) }}
      suppressHydrationWarning
    />
  );
}

function Axis({ ticks, lengthMs }: { ticks: readonly number[]; lengthMs: number }) {
  return (
    <span aria-hidden className="relative block h-4" suppressHydrationWarning>
      {ticks.map((tick) => (
        <span
          key={tick}
          className={cn(
            'absolute text-micro font-normal whitespace-nowrap tabular-nums',
            tick / lengthMs > 0.93 ? '-translate-x-full' : tick > 0 && '-translate-x-1/2',
          )}
          style={{ left: percent(tick / lengthMs) }}
        >
          {tick === 0 ? '0' : formatDuration(tick)}
        </span>
      ))}
    </span>
  );
}

function Legend() {
  return (
    <ul aria-label="Phases" className="flex flex-wrap gap-x-4 gap-y-1 pb-2 text-xs text-muted">
      {PHASES.map((name) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden className={cn('size-2.5 rounded-xs', PHASE_FILLS[name], name === 'wait' && 'h-1')} />
          {PHASE_WORDS[name]}
        </li>
      ))}
    </ul>
  );
}

function phaseWords({ name, durationMs, open }: Phase): string {
  return `${PHASE_WORDS[name]} ${formatDuration(durationMs)}${open ? ' so far' : ''}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
