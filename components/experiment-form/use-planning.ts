'use client';

import { useState } from 'react';
import { toastRefusal } from '@/lib/client/use-action';
import type { FormActions, PlanQuestion } from './use-launch';

/** `whole`: the variants of the experiment. `one`: one more beside those that are there. */
export type PlanMode = 'whole' | 'one';

export type Planning = {
  /** The dialog that is open. */
  mode: PlanMode | null;
  open: (mode: PlanMode) => void;
  close: () => void;
  /** The plan that is asked for, or was: closing the dialog does not stop it. */
  planId: string | null;
  /** What it was asked, to ask it again. */
  question: PlanQuestion | null;
  pending: boolean;
  /** Why the question can not be asked. */
  problems: string[];
  ask: (question: PlanQuestion) => void;
  stop: () => void;
  /** Back to the question. */
  reset: () => void;
};

export function usePlanning(actions: Pick<FormActions, 'startPlan' | 'cancelPlan'>): Planning {
  const [mode, setMode] = useState<PlanMode | null>(null);
  const [asked, setAsked] = useState<{ mode: PlanMode; planId: string | null; question: PlanQuestion } | null>(null);
  const [pending, setPending] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  const send = async (of: PlanMode, question: PlanQuestion): Promise<void> => {
    setPending(true);
    setProblems([]);
    try {
      const started = await actions.startPlan(question);
      setAsked({ mode: of, question, planId: started.ok ? started.value.planId : null });
      if (!started.ok) setProblems(sentences(started.error));
    } catch {
      // A server action rejects only where the server can't be reached or broke; both are said the same way.
      setProblems(['The Bakeoff server did not answer. Try again.']);
    } finally {
      setPending(false);
    }
  };
  const planId = asked?.planId ?? null;
  return {
    mode,
    open: (next) => {
      if (asked?.mode !== next) setAsked(null);
      setProblems([]);
      setMode(next);
    },
    close: () => setMode(null),
    planId,
    question: asked?.question ?? null,
    pending,
    problems,
    ask: (question) => void send(mode ?? 'whole', question),
    stop: () => {
      if (planId === null) return;
      void actions.cancelPlan(planId).then((result) => (result.ok ? undefined : toastRefusal(result.error)));
    },
    reset: () => setAsked((before) => before && { ...before, planId: null }),
  };
}

type Refused = Extract<Awaited<ReturnType<FormActions['startPlan']>>, { ok: false }>['error'];

function sentences(refused: Refused): string[] {
  return 'problems' in refused
    ? refused.problems.map(({ message }) => message)
    : [`${refused.message} ${refused.remedy}`.trim()];
}
