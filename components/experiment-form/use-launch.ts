'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { type Refusal, toastRefusal } from '@/lib/client/use-action';
import type { Result } from '@/lib/core/result';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import type { PlanRequest } from '@/lib/schemas/plan/schema';

type Refused = { problems: FileProblem[] } | Refusal;

/** What an agent is asked to plan; `text` is the draft as it is. */
export type PlanQuestion = Omit<PlanRequest, 'agents'>;

/** The server's side of the form: launch and trial take the experiment as text. */
export type FormActions = {
  launch: (text: string) => Promise<Result<{ experimentId: string }, Refused>>;
  tryOnBase: (text: string) => Promise<Result<{ trialId: string }, Refused>>;
  startPlan: (input: PlanQuestion) => Promise<Result<{ planId: string }, Refused>>;
  cancelPlan: (id: string) => Promise<Result<null, Refusal>>;
  allowProcess: (input: { projectId: string; allowed: boolean }) => Promise<Result<null, Refusal>>;
};

export type LaunchState = {
  pending: 'launch' | 'try' | null;
  trialId: string | null;
  closeTrial: () => void;
  /** What the server refused the text for, until the text changes. */
  refused: { text: string; problems: FileProblem[] } | null;
  /** Something beside the text changed that it was refused for. */
  forgetRefusal: () => void;
  /** Both answer with what the server refused the text for, if it did. */
  launch: (text: string) => Promise<FileProblem[]>;
  tryOnBase: (text: string) => Promise<FileProblem[]>;
};

export function useLaunch(actions: FormActions, onLaunched: () => void): LaunchState {
  const router = useRouter();
  const [pending, setPending] = useState<LaunchState['pending']>(null);
  const [trialId, setTrialId] = useState<string | null>(null);
  const [refused, setRefused] = useState<LaunchState['refused']>(null);

  const call = async <T>({ kind, text, action, onDone }: Call<T>): Promise<FileProblem[]> => {
    setPending(kind);
    try {
      const result = await action(text);
      const problems = result.ok ? [] : problemsOf(result.error);
      setRefused(result.ok ? null : { text, problems });
      if (result.ok) onDone(result.value);
      // A launched experiment has its own page in a moment; until then it must not be launched twice.
      if (!result.ok || kind === 'try') setPending(null);
      return problems;
    } catch {
      // A server action rejects only where the server can't be reached or broke; both are said the same way.
      toastRefusal(UNREACHABLE);
      setPending(null);
      return [];
    }
  };
  const open = ({ experimentId }: { experimentId: string }): void => {
    onLaunched();
    router.push(`/experiments/${experimentId}` as Route);
  };

  return {
    pending,
    trialId,
    closeTrial: () => setTrialId(null),
    refused,
    forgetRefusal: () => setRefused(null),
    launch: (text) => call({ kind: 'launch', text, action: actions.launch, onDone: open }),
    tryOnBase: (text) =>
      call({ kind: 'try', text, action: actions.tryOnBase, onDone: (trial) => setTrialId(trial.trialId) }),
  };
}

type Call<T> = {
  kind: 'launch' | 'try';
  text: string;
  action: (text: string) => Promise<Result<T, Refused>>;
  onDone: (value: T) => void;
};

/** What has no place in the text is said in a toast. */
function problemsOf(refused: Refused): FileProblem[] {
  if ('problems' in refused) return refused.problems;
  toastRefusal(refused);
  return [];
}

const UNREACHABLE = {
  type: 'unreachable',
  message: 'The Bakeoff server did not answer.',
  remedy: 'Your draft is kept. Try again.',
};
