'use client';

import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { runLabel } from '@/lib/core/chart-data';
import { latestText } from '@/lib/core/transcript';
import { formatCost, formatCount, plural, repeatMark } from '@/lib/client/format';
import type { EventView, RunView } from '@/lib/schemas/view';
import { cn } from '@/components/ui/cn';
import { RunStatusPill } from '@/components/ui/status-pill';
import { Duration } from '@/components/ui/time';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import { plainText } from './ansi-text';
import { gateSummary, isLive, tokensOf } from './run-facts';
import { StillNote } from './still-note';
import { isStill } from './still-text';
import { usedFacts } from './used-facts';

type RunColumnProps = {
  run: RunView;
  /** Empty until they are read; the last output of the run stands in. */
  events: readonly EventView[];
  winner: boolean;
  href: Route;
  /** Why it failed and what to do about it. */
  failure: ReactNode;
  /** Stop, retry, follow up. */
  actions: ReactNode;
  /** Permission requests and whatever else waits for a person. */
  children?: ReactNode;
};

/** Lines of text that a column keeps room for; fewer lines leave it empty instead of moving what is below. */
const LINES = 12;

/** One run as it happens. Every number has its place from the start, so that nothing moves when it changes. */
export function RunColumn({ run, events, winner, href, failure, actions, children }: RunColumnProps) {
  const { variant } = run;
  return (
    <article
      id={`run-${run.id}`}
      aria-label={`Variant ${runLabel(run)}, ${variant.key}`}
      className={cn(
        'flex w-[min(20rem,calc(100vw-3rem))] shrink-0 snap-start scroll-ml-4 flex-col gap-3 rounded-lg border p-3 lg:w-auto lg:min-w-72 lg:flex-1 lg:basis-0',
        winner && 'border-warn/60',
      )}
    >
      <header className="flex min-w-0 items-center gap-2">
        <VariantMark letter={variant.letter} size={20} />
        <Link href={href} className="min-w-0 flex-1 truncate rounded font-medium hover:underline">
          {variant.key}
          <span className="text-faint">{repeatMark(run.repeat)}</span>
        </Link>
        <RunStatusPill status={run.status} success={run.success} paused={run.paused} />
      </header>
      <p className="-mt-2 truncate text-xs text-muted">
        {variant.agent}
        {variant.model ? ` · ${variant.model}` : ''}
        {variant.approach ? ` · ${variant.approach}` : ''}
      </p>
      <Numbers run={run} events={events} />
      {children}
      {failure}
      <Output run={run} events={events} />
      <footer className="mt-auto flex min-h-7 flex-wrap items-center gap-1.5">{actions}</footer>
    </article>
  );
}

function Numbers({ run, events }: Pick<RunColumnProps, 'run' | 'events'>) {
  const tokens = tokensOf(run);
  const gates = gateSummary(run);
  return (
    <dl className="grid grid-cols-3 gap-x-3 gap-y-2 tabular-nums">
      <Fact name="Time">
        {isLive(run) && !run.paused ? (
          <Duration since={run.timestamps.agentStarted} until={run.timestamps.agentEnded} />
        ) : (
          <Duration ms={run.durationMs} />
        )}
      </Fact>
      <Fact name="Changes">
        {run.diffStats ? (
          <span title={plural(run.diffStats.filesChanged, 'file')} className="font-mono text-xs">
            <span className="text-ok">+{run.diffStats.linesAdded}</span>{' '}
            <span className="text-bad">−{run.diffStats.linesRemoved}</span>
          </span>
        ) : (
          '–'
        )}
      </Fact>
      <Fact name="Files">{run.diffStats?.filesChanged ?? '–'}</Fact>
      <Fact name="Tokens">{tokens === null ? '–' : formatCount(tokens)}</Fact>
      <Fact name="Cost">{formatCost(run.costUsd)}</Fact>
      <Fact name={run.tests ? 'Tests' : 'Gates'}>
        {run.tests ? (
          <Tests tests={run.tests} />
        ) : gates ? (
          <span className={gates.ok ? 'text-ok' : 'text-bad'}>{gates.text.replace(' gates', '')}</span>
        ) : (
          '–'
        )}
      </Fact>
      {usedFacts(run, events).map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
    </dl>
  );
}

function Tests({ tests }: { tests: NonNullable<RunView['tests']> }) {
  return (
    <span>
      <span className={tests.failed > 0 ? undefined : 'text-ok'}>{tests.passed} passed</span>
      {tests.failed > 0 ? <span className="text-bad">, {tests.failed} failed</span> : null}
    </span>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-micro text-faint">{name}</dt>
      <dd className="min-h-5 truncate">{children}</dd>
    </div>
  );
}

function Output({ run, events }: { run: RunView; events: readonly EventView[] }) {
  const still = isStill(run);
  const lines = events.length > 0 ? latestText(events, LINES) : (run.lastOutput ?? '').split('\n').slice(-LINES);
  const text = plainText(lines.join('\n')).trimEnd();
  return (
    <div
      aria-label={`Last output of ${run.variant.key}`}
      role="region"
      className="flex h-60 flex-1 shrink-0 basis-60 flex-col justify-end overflow-hidden rounded-md bg-subtle px-2 py-1.5"
    >
      <p
        className={cn(
          'font-mono text-xs leading-[1.125rem] break-words whitespace-pre-wrap',
          still && 'mb-auto font-sans text-muted',
        )}
      >
        {still ? (
          <StillNote run={run} />
        ) : text === '' ? (
          <span className="text-faint">{isLive(run) ? 'Nothing said yet' : 'Nothing was said'}</span>
        ) : (
          text
        )}
      </p>
    </div>
  );
}
