'use client';

import { type ReactNode, useState } from 'react';
import { toast } from 'sonner';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { applyPlan } from '@/lib/schemas/plan/apply-plan';
import type { Plan, PlannedVariant } from '@/lib/schemas/plan/schema';
import type { PlanView } from '@/lib/schemas/plan/view';
import { useDraft } from './draft-context';
import { TranscriptLink } from './plan-progress';
import { Buttons } from './plan-question';
import type { PlanMode } from './use-planning';

type OutcomeProps = { plan: PlanView; mode: PlanMode };

/** What came of the question: variants to choose from, or what is wrong with the answer. */
export function PlanOutcome({ plan, mode }: OutcomeProps) {
  return plan.plan ? <Proposal view={plan} plan={plan.plan} mode={mode} /> : <NoPlan view={plan} />;
}

function Proposal({ view, plan, mode }: { view: PlanView; plan: Plan; mode: PlanMode }) {
  const { planning } = useDraft();
  const [chosen, setChosen] = useState(() => plan.variants.map(({ id }) => id));
  const use = useChosen({ plan, mode, request: view.request });
  const toggle = (id: string): void =>
    setChosen((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id]));
  const many = chosen.length === 1 ? '1 variant' : `${chosen.length} variants`;
  return (
    <div className="grid gap-4">
      <Answered view={view} />
      {plan.notes ? <p className="break-words whitespace-pre-wrap text-muted">{plan.notes}</p> : null}
      <ul className="grid gap-2">
        {plan.variants.map((variant) => (
          <li key={variant.id}>
            <ProposedVariant
              variant={variant}
              checked={chosen.includes(variant.id)}
              onToggle={() => toggle(variant.id)}
            />
          </li>
        ))}
      </ul>
      <Contracts contracts={plan.integrationContracts} />
      <Buttons>
        <Button variant="ghost" onClick={planning.reset}>
          Ask again
        </Button>
        <Button variant="primary" disabled={chosen.length === 0} onClick={() => use(chosen)}>
          {mode === 'one' ? 'Add this variant' : `Use this plan (${many})`}
        </Button>
      </Buttons>
      {mode === 'whole' ? (
        <p className="text-right text-xs text-faint">
          It takes the place of the variants in the form. Nothing is launched.
        </p>
      ) : null}
    </div>
  );
}

/** Puts what was chosen into the draft; a toast takes it back as long as nothing else was changed. */
function useChosen({ plan, mode, request }: { plan: Plan; mode: PlanMode; request: string }) {
  const { draft, change, planning } = useDraft();
  return (chosen: readonly string[]): void => {
    const before = draft.text;
    const agent = agentIn(draft.data, planning.question?.agent ?? '');
    const after = applyPlan(before, { plan, chosen, agent, task: request, add: mode === 'one' });
    change(() => after);
    planning.reset();
    planning.close();
    const restore = (text: string): string => (text === after ? before : text);
    toast(mode === 'one' ? 'Variant added' : 'The plan is in the form', {
      description: 'Edit it as you like, then launch.',
      action: { label: 'Undo', onClick: () => change(restore) },
    });
  };
}

function agentIn(data: unknown, planner: string): string {
  const agent = fieldOf(data, ['variants', 0, 'agent']);
  return typeof agent === 'string' && agent !== '' ? agent : planner;
}

type ProposedProps = { variant: PlannedVariant; checked: boolean; onToggle: () => void };

function ProposedVariant({ variant, checked, onToggle }: ProposedProps) {
  const { id, agent, approach, task, dependsOn = [], reportOnly } = variant;
  return (
    <label className="flex cursor-pointer gap-3 rounded-md border p-3 hover:bg-hover has-checked:border-line-strong">
      <input type="checkbox" checked={checked} onChange={onToggle} className="mt-0.5 size-4 shrink-0 accent-ink" />
      <span className="grid min-w-0 gap-1">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium break-all">{id}</span>
          {agent ? <Badge>{agent}</Badge> : null}
          {reportOnly ? <Badge>report only</Badge> : null}
          {dependsOn.length > 0 ? <span className="text-xs text-faint">after {dependsOn.join(', ')}</span> : null}
        </span>
        {task ? <span className="break-words whitespace-pre-wrap">{task}</span> : null}
        {approach ? <span className="break-words whitespace-pre-wrap text-muted">{approach}</span> : null}
      </span>
    </label>
  );
}

function Contracts({ contracts }: { contracts: Plan['integrationContracts'] }) {
  if (contracts.length === 0) return null;
  return (
    <section aria-label="Integration contracts" className="grid gap-1">
      <h3 className="text-xs font-medium">Integration contracts</h3>
      <ul className="grid gap-1 text-xs text-muted">
        {contracts.map(({ name, provider, consumers, check }) => (
          <li key={name} className="break-words">
            <span className="font-medium text-ink">{name}</span>: {provider} provides it
            {consumers.length > 0
              ? `, ${consumers.join(', ')} ${consumers.length === 1 ? 'relies' : 'rely'} on it`
              : ''}
            {check ? (
              <>
                , checked by <code className="font-mono break-all">{check}</code>
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

const TITLES: Record<Exclude<PlanView['status'], 'working' | 'ready'>, string> = {
  invalid: 'Its answer is no plan that can be used',
  failed: 'The agent did not answer',
  cancelled: 'Stopped',
};

function NoPlan({ view }: { view: PlanView }) {
  const { planning } = useDraft();
  const { status, problems, rawText } = view;
  const title = status === 'working' || status === 'ready' ? '' : TITLES[status];
  return (
    <div className="grid gap-4">
      <Callout tone={status === 'cancelled' ? 'info' : 'bad'} title={title}>
        {problems.length > 0 ? (
          <ul className="list-disc pl-4">
            {problems.map((problem) => (
              <li key={problem} className="break-words whitespace-pre-wrap">
                {problem}
              </li>
            ))}
          </ul>
        ) : null}
      </Callout>
      <Answered view={view} />
      {rawText ? (
        <pre
          tabIndex={0}
          aria-label="Its last answer"
          className="max-h-72 overflow-auto rounded-md bg-subtle p-3 font-mono text-xs break-words whitespace-pre-wrap"
        >
          {rawText}
        </pre>
      ) : null}
      <Buttons>
        <Button variant="ghost" onClick={planning.close}>
          Close
        </Button>
        <Button variant="primary" onClick={planning.reset}>
          Ask again
        </Button>
      </Buttons>
    </div>
  );
}

function Answered({ view }: { view: PlanView }): ReactNode {
  if (view.runId === null) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-xs text-faint">
      {view.attempts > 1 ? `Answered ${view.attempts} times.` : null}
      <TranscriptLink run={{ id: view.runId, experimentId: view.experimentId }} />
    </p>
  );
}
