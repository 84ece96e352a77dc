'use client';

import { GitBranch, Sparkles } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { repeatMark, sentences } from '@/lib/client/format';
import { useAction } from '@/lib/client/use-action';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import { Select } from '@/components/ui/select';
import { VariantName } from '@/components/variant-mark/variant-mark';
import { continueFromRef, resolveByAgent } from '../../../_actions/conflicts';
import { useRefresh } from './use-refresh';

type ConflictProps = { experiment: ExperimentView; run: RunView };

/** The two ways on from results that do not fit together. The sentence above it names the files. */
export function ParentsConflict({ experiment, run }: ConflictProps) {
  if (run.error?.type !== 'parents_conflict' || run.superseded) return null;
  return (
    <div role="region" aria-label="Go on from the conflict">
      <Section
        title="Go on from the conflict"
        description="A new run takes the place of this one, and what waited for it gets another chance."
      >
        <Parents experiment={experiment} run={run} />
        <div className="grid items-start gap-4 pt-3 md:grid-cols-2">
          <ByAgent experiment={experiment} run={run} />
          <ByPerson run={run} />
        </div>
      </Section>
    </div>
  );
}

function Parents({ experiment, run }: ConflictProps) {
  const parents = run.inputs.merge.flatMap((id) => experiment.runs.find((one) => one.id === id) ?? []);
  if (parents.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 pt-3">
      <span className="text-xs text-muted">What was to be merged</span>
      <ul aria-label="Results that were to be merged" className="flex flex-wrap gap-x-4 gap-y-1.5">
        {parents.map((parent) => (
          <li key={parent.id}>
            <Link
              href={`/experiments/${experiment.id}/runs/${parent.id}` as Route}
              className="block rounded hover:underline"
            >
              <VariantName
                letter={parent.variant.letter}
                name={`${parent.variant.key}${repeatMark(parent.repeat)}`}
                size={16}
              />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function useStarted(run: RunView) {
  const refresh = useRefresh(run.experimentId);
  const router = useRouter();
  return {
    success: `${run.variant.key} starts again`,
    onSuccess: ({ runId }: { runId: string }) => {
      refresh();
      router.push(`/experiments/${run.experimentId}/runs/${runId}` as Route);
    },
  };
}

/** Stands for what the product chooses: an empty value is none to Radix. */
const OWN = '(own)';

function ByAgent({ experiment, run }: ConflictProps) {
  const [agent, setAgent] = useState(OWN);
  const resolve = useAction(resolveByAgent, useStarted(run));
  const isCombination = run.variant.kind === 'combine';
  const agents = [...new Set(experiment.variants.map((variant) => variant.agent).filter((name) => name !== ''))];
  return (
    <div className="flex flex-col items-start gap-3 rounded-lg border p-3">
      <h3 className="font-medium">Let an agent resolve it</h3>
      <p className="text-muted">
        {isCombination
          ? 'It finds git’s markers in the files and brings the results together; the contract judges what comes out.'
          : `${run.variant.agent} finds git’s markers in the files, brings the results together, and then does its own task.`}
      </p>
      {isCombination ? (
        <Field label="Agent" className="w-full max-w-72">
          {(control) => (
            <Select
              {...control}
              value={agent}
              onValueChange={setAgent}
              options={[
                { value: OWN, label: 'That of the last result' },
                ...agents.map((name) => ({ value: name, label: name })),
              ]}
            />
          )}
        </Field>
      ) : null}
      <Button
        size="sm"
        variant="primary"
        pending={resolve.isPending}
        onClick={() => resolve.run({ runId: run.id, agent: agent === OWN ? null : agent })}
      >
        {resolve.isPending ? null : <Sparkles aria-hidden />}
        Resolve by agent
      </Button>
    </div>
  );
}

function ByPerson({ run }: { run: RunView }) {
  const [ref, setRef] = useState('');
  const [touched, setTouched] = useState(false);
  const goOn = useAction(continueFromRef, { ...useStarted(run), onRefusal: () => true });
  const isEmpty = ref.trim() === '';
  const { refusal } = goOn;
  const error = refusal ? sentences(refusal) : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTouched(true);
    if (!isEmpty) goOn.run({ runId: run.id, ref: ref.trim() });
  };
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-3 rounded-lg border p-3">
      <h3 className="font-medium">Go on from a branch of yours</h3>
      <p className="text-muted">
        Check the results out from their pages, merge them by hand in the project, and name what came out.
      </p>
      <Field
        label="Branch, tag or commit"
        error={touched && isEmpty ? 'Write the branch, tag or commit in which the results fit together.' : error}
        className="w-full max-w-72"
      >
        {(control) => (
          <Input
            {...control}
            value={ref}
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            onChange={(event) => {
              setRef(event.target.value);
              if (refusal) goOn.reset();
            }}
          />
        )}
      </Field>
      <Button size="sm" type="submit" pending={goOn.isPending}>
        {goOn.isPending ? null : <GitBranch aria-hidden />}
        Go on from it
      </Button>
    </form>
  );
}
