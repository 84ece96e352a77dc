'use client';

import { useQueryClient } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { projectQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import { assertNever } from '@/lib/core/assert-never';
import type { HelpAction } from '@/lib/core/error-help/types';
import { actionWords, writeChange } from '@/lib/core/error-help/words';
import { helpFor } from '@/lib/schemas/help-facts';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { ErrorHelpCard, ErrorHelpNote, type HelpButtonOf } from '@/components/run/error-help';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { allowHost } from '../../../_actions/projects';
import { resolveConflict, retryRun } from '../../../_actions/runs';
import { FollowUp } from './follow-up';
import { TryOnBase } from './try-on-base';
import { useExperiment } from './use-experiment';
import { useRefresh } from './use-refresh';

/** What a failed run needs to be told, with the buttons that do what it advises. Nothing where it has not failed. */
export function FailureHelp({ run, brief = false }: { run: RunView; brief?: boolean }) {
  const experiment = useExperiment();
  const help = helpFor(experiment, run);
  if (!help) return null;
  // The page of a run has a section of its own for conflicts, in which the agent can be chosen.
  const actions = brief ? help.actions : help.actions.filter(({ type }) => type !== 'resolve-conflict');
  const buttons = actions.map((action): HelpButtonOf => ({
    action,
    button: <HelpButton key={actionWords(action)} action={action} run={run} experiment={experiment} />,
  }));
  return brief ? <ErrorHelpNote help={help} buttons={buttons} /> : <ErrorHelpCard help={help} buttons={buttons} />;
}

type ButtonProps<T extends HelpAction = HelpAction> = { action: T; run: RunView; experiment: ExperimentView };

export function HelpButton({ action, run, experiment }: ButtonProps): ReactNode {
  const { id } = experiment;
  const copy = `/experiments/new?from=${id}`;
  switch (action.type) {
    case 'retry':
      return <AgainButton again={retryRun} run={run} label={actionWords(action)} />;
    case 'resolve-conflict':
      return <AgainButton again={resolveConflict} run={run} label={actionWords(action)} />;
    case 'retry-with':
      return <LinkButton href={`${copy}&change=${encodeURIComponent(writeChange(action.change))}`} action={action} />;
    case 'edit':
      return <LinkButton href={copy} action={action} />;
    case 'open-agents':
      return <LinkButton href={`/agents#${encodeURIComponent(action.agent)}`} action={action} />;
    case 'open-host':
      return <LinkButton href="/host" action={action} />;
    case 'open-data':
      return <LinkButton href="/data" action={action} />;
    case 'show-gate':
      return <LinkButton href={`/experiments/${id}/runs/${run.id}#gates`} action={action} />;
    case 'allow-host':
      return <AllowButton action={action} run={run} experiment={experiment} />;
    case 'try-on-base':
      return <TryOnBase experiment={experiment} label={actionWords(action)} />;
    case 'follow-up':
      return <FollowUpButton action={action} run={run} experiment={experiment} />;
    default:
      return assertNever(action);
  }
}

function LinkButton({ href, action }: { href: string; action: HelpAction }) {
  return (
    <Button asChild size="sm">
      <Link href={href as Route}>{actionWords(action)}</Link>
    </Button>
  );
}

type AgainProps = { again: typeof retryRun; run: RunView; label: string };

/** Starts the run another time, and goes to the new one. */
function AgainButton({ again, run, label }: AgainProps) {
  const refresh = useRefresh(run.experimentId);
  const router = useRouter();
  const start = useAction(again, {
    success: `${run.variant.key} starts again`,
    onSuccess: ({ runId }) => {
      refresh();
      router.push(`/experiments/${run.experimentId}/runs/${runId}` as Route);
    },
  });
  return (
    <Button size="sm" pending={start.isPending} onClick={() => start.run(run.id)}>
      {label}
    </Button>
  );
}

function AllowButton({ action, experiment }: ButtonProps<Extract<HelpAction, { type: 'allow-host' }>>) {
  const client = useQueryClient();
  const { project, id } = experiment;
  const refresh = useRefresh(id);
  const allow = useAction(allowHost, {
    success: `${action.entry} is allowed from the next run on`,
    onSuccess: () => {
      refresh();
      void client.invalidateQueries({ queryKey: projectQuery(project.id).queryKey });
    },
  });
  return (
    <Button
      size="sm"
      pending={allow.isPending}
      onClick={() => allow.run({ projectId: project.id, host: action.entry, allowed: true })}
    >
      {actionWords(action)}
    </Button>
  );
}

/** The message is there already, and can be changed before it is sent. */
function FollowUpButton({ action, run }: ButtonProps<Extract<HelpAction, { type: 'follow-up' }>>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        {actionWords(action)}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent title={`Write to ${run.variant.key}`}>
          <FollowUp run={run} autoFocus startText={action.text} onSent={() => setOpen(false)} />
        </DialogContent>
      </Dialog>
    </>
  );
}
