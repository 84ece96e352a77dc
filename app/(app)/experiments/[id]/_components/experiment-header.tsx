'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Copy, Square, Trash2 } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { shortSha } from '@/lib/client/format';
import { experimentsQuery } from '@/lib/client/queries';
import { removeLater } from '@/lib/client/remove-later';
import { useAction } from '@/lib/client/use-action';
import type { ExperimentView } from '@/lib/schemas/view';
import { FailureNote } from '@/components/run/failure-note';
import { hasEnded } from '@/components/run/run-facts';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { IconButton } from '@/components/ui/icon-button';
import { ProviderBadge } from '@/components/sandbox/provider-badge';
import { ExperimentStatusPill } from '@/components/ui/status-pill';
import { Duration, RelativeTime } from '@/components/ui/time';
import { cancelExperiment, removeExperiment } from '../../../_actions/experiments';
import { ExportMenu } from './export-menu';
import { MoreActions } from './more-actions';

export function ExperimentHeader({ experiment }: { experiment: ExperimentView }) {
  const { project } = experiment;
  return (
    <>
      <PageHeader
        crumbs={[{ label: project.name, href: `/projects/${project.id}` as Route }]}
        title={experiment.name}
        description={<Facts experiment={experiment} />}
        actions={<Actions experiment={experiment} />}
      />
      <Task text={experiment.task} />
      {experiment.error ? <FailureNote failure={experiment.error} className="mb-4" /> : null}
    </>
  );
}

function Facts({ experiment }: { experiment: ExperimentView }) {
  const { spec, baseRef, baseSha } = experiment;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs">
      <ExperimentStatusPill status={experiment.status} />
      <ProviderBadge provider={spec.sandbox.provider} />
      <span className="inline-flex items-center gap-1">
        {baseRef ? `${baseRef} at ` : 'base '}
        <code className="font-mono">{shortSha(baseSha)}</code>
        <CopyButton text={baseSha} what="base commit" />
      </span>
      <span>
        {spec.strategy.type}, {spec.limits.maxParallel} at a time
      </span>
      <span title={`Contract ${experiment.contractHash}`}>
        contract <code className="font-mono">{shortSha(experiment.contractHash)}</code>
      </span>
      <span>
        started <RelativeTime at={experiment.startedAt ?? experiment.createdAt} />
      </span>
      <Duration since={experiment.startedAt} until={experiment.endedAt} />
    </div>
  );
}

/** Two lines of the task; a long one opens. */
function Task({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const isLong = text.length > 240 || text.trim().includes('\n');
  return (
    <div className="-mt-3 mb-3 max-w-4xl">
      <p className={open ? 'break-words whitespace-pre-wrap' : 'line-clamp-2 break-words text-muted'}>{text}</p>
      {isLong ? (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="rounded text-xs text-muted underline hover:text-ink"
        >
          {open ? 'Show less' : 'Show the whole task'}
        </button>
      ) : null}
    </div>
  );
}

function Actions({ experiment }: { experiment: ExperimentView }) {
  const router = useRouter();
  const client = useQueryClient();
  const stop = useAction(cancelExperiment, { success: 'Stopping every run' });
  const live = !hasEnded(experiment);
  function remove(): void {
    removeLater({
      key: `experiment:${experiment.id}`,
      message: `Deleted ${experiment.name}`,
      commit: () => removeExperiment(experiment.id),
      onDone: () => void client.invalidateQueries({ queryKey: experimentsQuery().queryKey.slice(0, 1) }),
    });
    router.push('/experiments');
  }
  return (
    <>
      {live ? (
        <Button variant="danger" pending={stop.isPending} onClick={() => stop.run(experiment.id)}>
          <Square aria-hidden />
          Stop all
        </Button>
      ) : null}
      <ExportMenu experimentId={experiment.id} />
      <Button asChild>
        <Link href={`/experiments/new?from=${experiment.id}` as Route}>
          <Copy aria-hidden />
          Edit and run again
        </Link>
      </Button>
      <MoreActions experiment={experiment} />
      <IconButton label="Delete experiment" tone="danger" disabled={live} onClick={remove}>
        <Trash2 aria-hidden />
      </IconButton>
    </>
  );
}
