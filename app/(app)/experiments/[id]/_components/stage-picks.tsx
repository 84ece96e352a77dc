'use client';

import { currentRuns } from '@/components/run/run-facts';
import { Callout } from '@/components/ui/callout';
import { RunStatusPill } from '@/components/ui/status-pill';
import { VariantName } from '@/components/variant-mark/variant-mark';
import { repeatMark } from '@/lib/client/format';
import type { ExperimentView } from '@/lib/schemas/view';
import { pickableStage } from './winners';
import { WinnerButton } from './winner-button';

/** A stage that goes on only when a person has picked its winner; says what hangs on it. */
export function StagePicks({ experiment }: { experiment: ExperimentView }) {
  if (experiment.stages.length < 2) return null;
  return experiment.stages
    .filter(({ status }) => status === 'needs_person')
    .map((stage) => {
      const runs = currentRuns(experiment).filter(
        (run) => run.variant.stage === stage.name && pickableStage(experiment, run) !== null,
      );
      const next = experiment.stages.filter(({ from }) => from?.stage === stage.name).map(({ name }) => name);
      return (
        <Callout key={stage.name} tone="warn" title={`Stage ${stage.name} waits for you to pick its winner.`}>
          <p>
            {next.length > 0 ? `${next.join(' and ')} ${next.length === 1 ? 'starts' : 'start'} from it. ` : ''}
            {runs.length === 0 ? 'None of its runs has a result to pick; retry one of them.' : null}
          </p>
          {runs.length > 0 ? (
            <ul className="flex flex-col gap-1.5 pt-2">
              {runs.map((run) => (
                <li key={run.id} className="flex flex-wrap items-center gap-3">
                  <VariantName
                    letter={run.variant.letter}
                    name={`${run.variant.key}${repeatMark(run.repeat)}`}
                    className="w-40 text-ink"
                  />
                  <RunStatusPill status={run.status} success={run.success} className="w-20" />
                  <WinnerButton experiment={experiment} run={run} />
                </li>
              ))}
            </ul>
          ) : null}
        </Callout>
      );
    });
}
