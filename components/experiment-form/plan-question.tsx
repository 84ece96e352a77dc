'use client';

import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { DialogClose } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { Select, type SelectOption } from '@/components/ui/select';
import { entriesOf, fieldOf } from '@/lib/schemas/experiment-file/draft';
import { MAX_PLANNED, type PlanKind } from '@/lib/schemas/plan/schema';
import { useDraft } from './draft-context';
import type { PlanQuestion } from './use-launch';
import type { PlanMode } from './use-planning';

const KINDS: SelectOption[] = [
  { value: 'approaches', label: 'Approaches to one task', hint: 'Compared side by side; the best is merged' },
  { value: 'subtasks', label: 'Subtasks', hint: 'A graph: they depend on each other, and are combined at the end' },
];
const USUAL: Record<PlanKind, number> = { approaches: 3, subtasks: 8 };

/** What the agent is asked. It begins with the task that the form holds. */
export function PlanQuestionForm({ mode }: { mode: PlanMode }) {
  const { draft, planning } = useDraft();
  const asked = planning.question;
  const [request, setRequest] = useState(asked?.request ?? textOf(fieldOf(draft.data, ['task'])));
  const [kind, setKind] = useState<PlanKind>(asked?.kind ?? 'approaches');
  const [count, setCount] = useState(String(asked?.count ?? USUAL.approaches));
  const [agent, setAgent] = useState(asked?.agent ?? '');
  const [model, setModel] = useState(asked?.model ?? '');
  const [isAttempted, setAttempted] = useState(false);
  const options = useAgents();
  const planner = agent || options[0]?.value || '';
  const errors = errorsOf({ request, count: mode === 'one' ? '1' : count, kind, planner });
  const ask = (): void => {
    setAttempted(true);
    if (Object.values(errors).some((error) => error !== null)) return;
    const existing = mode === 'one' ? existingOf(draft.data) : [];
    const shared = { text: draft.text, request, agent: planner, model: model.trim() || null, existing };
    const question: PlanQuestion =
      mode === 'one' ? { ...shared, kind: 'approaches', count: 1 } : { ...shared, kind, count: Number(count) };
    planning.ask(question);
  };
  const shown = (error: string | null): string | null => (isAttempted ? error : null);
  return (
    <div className="grid gap-4">
      {planning.problems.length > 0 ? <Refused problems={planning.problems} /> : null}
      <Field label="Request" error={shown(errors.request)}>
        {(control) => (
          <Textarea
            {...control}
            rows={4}
            value={request}
            placeholder="Add a rate limiter to the public API."
            onChange={(event) => setRequest(event.target.value)}
          />
        )}
      </Field>
      {mode === 'whole' ? (
        <KindAndCount kind={kind} count={count} error={shown(errors.count)} onKind={setKind} onCount={setCount} />
      ) : null}
      <PlanningAgent
        agent={planner}
        model={model}
        options={options}
        error={shown(errors.planner)}
        onAgent={setAgent}
        onModel={setModel}
      />
      <Buttons>
        <DialogClose asChild>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
        <Button variant="primary" pending={planning.pending} onClick={ask}>
          {mode === 'one' ? 'Ask for an approach' : 'Ask for a plan'}
        </Button>
      </Buttons>
    </div>
  );
}

type KindAndCountProps = {
  kind: PlanKind;
  count: string;
  error: string | null;
  onKind: (kind: PlanKind) => void;
  onCount: (count: string) => void;
};

function KindAndCount({ kind, count, error, onKind, onCount }: KindAndCountProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
      <Field label="What to plan">
        {(control) => (
          <Select
            {...control}
            value={kind}
            options={KINDS}
            onValueChange={(next) => {
              const known = next === 'subtasks' ? next : 'approaches';
              onKind(known);
              onCount(String(USUAL[known]));
            }}
          />
        )}
      </Field>
      <Field label={kind === 'approaches' ? 'How many' : 'At most'} error={error}>
        {(control) => (
          <Input {...control} inputMode="numeric" value={count} onChange={(event) => onCount(event.target.value)} />
        )}
      </Field>
    </div>
  );
}

type PlanningAgentProps = {
  agent: string;
  model: string;
  options: SelectOption[];
  error: string | null;
  onAgent: (agent: string) => void;
  onModel: (model: string) => void;
};

function PlanningAgent({ agent, model, options, error, onAgent, onModel }: PlanningAgentProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Agent that plans" error={error}>
        {(control) => (
          <Select {...control} value={agent} placeholder="Choose an agent" options={options} onValueChange={onAgent} />
        )}
      </Field>
      <Field label="Model" optional>
        {(control) => (
          <Input
            {...control}
            mono
            value={model}
            placeholder="The agent's own choice"
            onChange={(event) => onModel(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}

export function Buttons({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 border-t pt-3">{children}</div>;
}

function Refused({ problems }: { problems: readonly string[] }) {
  return (
    <Callout tone="bad" title="That can not be asked yet">
      <ul className="list-disc pl-4">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Callout>
  );
}

/** Agents that are there, those of the file first: whoever describes one means to use it. */
function useAgents(): SelectOption[] {
  const { agents, draft } = useDraft();
  const own = Object.keys(fieldOf(draft.data, ['agents']) ?? {});
  const ready = agents.filter(({ name, status }) => status === 'ready' && name !== 'demo' && !own.includes(name));
  return [
    ...own.map((name) => ({ value: name, label: name, hint: 'From this file' })),
    ...ready.map(({ name, title, version }) => ({ value: name, label: title, hint: version ?? undefined })),
  ];
}

type Asked = { request: string; count: string; kind: PlanKind; planner: string };

function errorsOf({ request, count, kind, planner }: Asked): Record<'request' | 'count' | 'planner', string | null> {
  const most = MAX_PLANNED[kind];
  const number = Number(count);
  const isCount = /^\d+$/.test(count.trim()) && number >= 1 && number <= most;
  return {
    request: request.trim() === '' ? 'Write what is to be planned.' : null,
    count: isCount ? null : `Write a number from 1 to ${most}.`,
    planner: planner === '' ? 'No agent is ready here. Install one, or describe one in the YAML.' : null,
  };
}

function existingOf(data: unknown): PlanQuestion['existing'] {
  return entriesOf(data, ['variants']).map((variant) => ({
    id: textOf(fieldOf(variant, ['id'])),
    approach: textOf(fieldOf(variant, ['approach'])),
  }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
