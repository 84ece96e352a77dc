'use client';

import { useQuery } from '@tanstack/react-query';
import { SquareArrowOutUpRight } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Spinner } from '@/components/ui/spinner';
import { Duration } from '@/components/ui/time';
import { AnsiText } from '@/components/run/ansi-text';
import { experimentQuery } from '@/lib/client/queries';
import type { RunView } from '@/lib/schemas/view';
import type { PlanView } from '@/lib/schemas/plan/view';
import { useDraft } from './draft-context';
import { Buttons } from './plan-question';

/** The agent at work: what it said last, how long it has taken, the way to its transcript. */
export function PlanProgress({ planId, plan }: { planId: string; plan: PlanView | null }) {
  const { planning } = useDraft();
  const run = useQuery(experimentQuery(planId)).data?.runs.find(({ superseded }) => !superseded) ?? null;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Spinner label={phaseOf(run)} />
        {run ? (
          <span className="text-xs text-faint">
            <Duration since={run.timestamps.agentStarted} until={run.timestamps.agentEnded} />
          </span>
        ) : null}
        {run ? <TranscriptLink run={run} /> : null}
      </div>
      {plan && plan.attempts > 1 ? (
        <p className="text-warn">
          Its last answer could not be used and was sent back with what is wrong. This is answer {plan.attempts} of 3.
        </p>
      ) : null}
      <pre
        aria-label="What it said last"
        className="max-h-40 min-h-16 overflow-y-auto rounded-md bg-subtle p-3 font-mono text-xs break-words whitespace-pre-wrap text-muted"
      >
        <AnsiText text={run?.lastOutput?.trim() || 'Nothing yet.'} />
      </pre>
      <p className="text-xs text-faint">You may close this and go on with the form; the plan waits here.</p>
      <Buttons>
        <Button variant="danger" onClick={planning.stop}>
          Stop
        </Button>
        <Button onClick={planning.close}>Close</Button>
      </Buttons>
    </div>
  );
}

export function TranscriptLink({ run }: { run: Pick<RunView, 'id' | 'experimentId'> }) {
  return (
    <Link
      href={`/experiments/${run.experimentId}/runs/${run.id}` as Route}
      target="_blank"
      className="inline-flex items-center gap-1 text-xs underline hover:text-ink"
    >
      Transcript <SquareArrowOutUpRight aria-hidden className="size-3" />
    </Link>
  );
}

function phaseOf(run: RunView | null): string {
  if (!run || run.status === 'queued') return 'Waits for its turn';
  if (run.status === 'preparing') return 'Prepares its checkout';
  return run.status === 'running' ? `${run.variant.agent} reads the project` : 'Reads its answer';
}
