'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useMemo } from 'react';
import { formatCost, formatDuration, plural } from '@/lib/client/format';
import { experimentHref } from '@/lib/client/routes';
import { compareExperiments, type ExperimentSum } from '@/lib/core/compare-experiments';
import { comparedOf } from '@/lib/schemas/compared-experiment';
import type { ExperimentView } from '@/lib/schemas/view';
import { Scoreboard } from '@/components/compare/scoreboard';
import { currentRuns } from '@/components/run/run-facts';
import { Callout } from '@/components/ui/callout';
import { Section } from '@/components/ui/section';
import { ExperimentStatusPill } from '@/components/ui/status-pill';

/** The verdicts and sums of both, and one scoreboard over all their runs. */
export function BothSides({ first, second }: { first: ExperimentView; second: ExperimentView }) {
  const result = useMemo(() => compareExperiments(comparedOf(first), comparedOf(second)), [first, second]);
  const runs = [...currentRuns(first), ...currentRuns(second)];
  if (!result.ok) {
    return (
      <Callout tone="warn" title="These two can not be compared">
        {result.why} {result.remedy}
      </Callout>
    );
  }
  const { rows, sums, isSameBase } = result.comparison;
  return (
    <div className="flex flex-col gap-8">
      <div className="grid gap-4 md:grid-cols-2">
        <Side place="First" experiment={first} sum={sums[0]} />
        <Side place="Second" experiment={second} sum={sums[1]} />
      </div>
      {isSameBase ? null : (
        <Callout title="They started from different commits">
          The base is that of the first; what the second changed against its own base is on its own page.
        </Callout>
      )}
      <Section title="Scoreboard">
        <Scoreboard
          rows={rows}
          runs={runs}
          groups={[
            { name: `First: ${first.name}`, count: currentRuns(first).length },
            { name: `Second: ${second.name}`, count: currentRuns(second).length },
          ]}
          winnerRunIds={[first.winnerRunId, second.winnerRunId]}
          hrefOf={(run) => `/experiments/${run.experimentId}/runs/${run.id}` as Route}
        />
      </Section>
    </div>
  );
}

type SideProps = { place: 'First' | 'Second'; experiment: ExperimentView; sum: ExperimentSum };

function Side({ place, experiment, sum }: SideProps) {
  return (
    <section aria-label={`${place}: ${experiment.name}`} className="min-w-0 rounded-lg border p-4">
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate font-semibold">
          <Link href={experimentHref(experiment.id)} className="rounded hover:underline">
            {experiment.name}
          </Link>
        </h2>
        <ExperimentStatusPill status={experiment.status} />
      </div>
      <p className="pt-1 text-muted">{experiment.verdict ?? 'Nothing is decided yet.'}</p>
      <dl className="grid grid-cols-3 gap-3 pt-3 tabular-nums">
        <Fact name="Passed">
          {sum.passed} of {plural(sum.runs, 'run')}
        </Fact>
        <Fact name="Took">{sum.durationMs === null ? '–' : formatDuration(sum.durationMs)}</Fact>
        <Fact name="Cost">
          {sum.isCostPartial ? 'at least ' : ''}
          {formatCost(sum.costUsd)}
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-micro text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
