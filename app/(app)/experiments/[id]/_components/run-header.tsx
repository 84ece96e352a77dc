'use client';

import { Crown, Download, Split } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { repeatMark } from '@/lib/client/format';
import { patchUrl } from '@/lib/client/queries';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { ProviderBadge } from '@/components/sandbox/provider-badge';
import { RunStatusPill } from '@/components/ui/status-pill';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import { CheckoutDialog } from './checkout-dialog';
import { MergeButton } from './merge-button';
import { PreviewButton } from './preview-button';
import { PushButton } from './push-button';
import { RunActions } from './run-actions';
import { WinnerButton } from './winner-button';
import { winnersOf } from './winners';

/** Whose run this is, how it stands, and everything that can be done with it. */
export function RunHeader({ experiment, run }: { experiment: ExperimentView; run: RunView }) {
  const router = useRouter();
  const { variant } = run;
  const home = `/experiments/${experiment.id}`;
  const isWinner = winnersOf(experiment).has(run.id);
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="flex items-center gap-2 text-sm font-semibold">
          <VariantMark letter={variant.letter} size={22} />
          <span className="truncate">
            {variant.key}
            {repeatMark(run.repeat)}
          </span>
          {isWinner ? <Crown role="img" aria-label="winner" className="size-4 text-warn" /> : null}
          <RunStatusPill status={run.status} success={run.success} paused={run.paused} />
          <ProviderBadge provider={experiment.spec.sandbox.provider} />
        </h2>
        <p className="text-muted">
          {variant.agent}
          {variant.model ? ` · ${variant.model}` : ''}
          {variant.approach ? ` · ${variant.approach}` : ''}
        </p>
        {variant.task ? <p className="max-w-3xl break-words whitespace-pre-wrap text-muted">{variant.task}</p> : null}
      </div>
      <div className="flex flex-wrap gap-1.5">
        <RunActions run={run} onRetried={(id) => router.push(`${home}/runs/${id}` as Route)} />
        {run.resultSha ? (
          <>
            <Button asChild size="sm">
              <Link href={`${home}?tab=compare&run=${run.id}` as Route}>
                <Split aria-hidden />
                Diff
              </Link>
            </Button>
            <Button asChild size="sm">
              <a href={patchUrl(run.id, 'base')} download>
                <Download aria-hidden />
                Patch
              </a>
            </Button>
          </>
        ) : null}
        <PreviewButton experiment={experiment} run={run} />
        <CheckoutDialog run={run} />
        <PushButton experiment={experiment} run={run} />
        <WinnerButton experiment={experiment} run={run} />
        <MergeButton
          experiment={experiment}
          run={run}
          label={isWinner ? 'Merge winner' : 'Merge this run'}
          size="sm"
          variant={isWinner ? 'primary' : 'secondary'}
        />
      </div>
    </div>
  );
}
