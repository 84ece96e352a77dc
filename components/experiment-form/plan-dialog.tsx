'use client';

import { useQuery } from '@tanstack/react-query';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { planQuery } from '@/lib/client/queries';
import { topics, useStream } from '@/lib/client/use-stream';
import { useDraft } from './draft-context';
import { PlanOutcome } from './plan-outcome';
import { PlanProgress } from './plan-progress';
import { PlanQuestionForm } from './plan-question';
import type { PlanMode } from './use-planning';

const POLL_MS = 1500;

const WORDS: Record<PlanMode, { title: string; description: string }> = {
  whole: {
    title: 'Plan with an agent',
    description: 'It reads the project and proposes. You choose and edit; nothing runs before you launch.',
  },
  one: {
    title: 'Suggest another approach',
    description: 'An agent reads the project and proposes a variant that differs from those that are there.',
  },
};

/** The question, the agent at work, and what it answered: three faces of one dialog. Closing it stops nothing. */
export function PlanDialog({ mode }: { mode: PlanMode }) {
  const { planning } = useDraft();
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : planning.close())}>
      <DialogContent {...WORDS[mode]} className="max-w-2xl">
        {planning.planId === null ? (
          <PlanQuestionForm mode={mode} />
        ) : (
          <PlanFollowed key={planning.planId} planId={planning.planId} mode={mode} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function PlanFollowed({ planId, mode }: { planId: string; mode: PlanMode }) {
  useStream([topics.experiment(planId)]);
  const { data: plan } = useQuery({
    ...planQuery(planId),
    // It may have moved on between its start and the first frame of the stream.
    refetchInterval: (query) => (query.state.data && query.state.data.status !== 'working' ? false : POLL_MS),
  });
  return plan && plan.status !== 'working' ? (
    <PlanOutcome plan={plan} mode={mode} />
  ) : (
    <PlanProgress planId={planId} plan={plan ?? null} />
  );
}
