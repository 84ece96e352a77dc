'use client';

import { AppWindow, ExternalLink, Square } from 'lucide-react';
import { useAction } from '@/lib/client/use-action';
import type { ExperimentView, PreviewView, RunView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { startPreview, stopPreview } from '../../../_actions/runs';
import { useRefresh } from './use-refresh';

/** Serves the result of a run, on an origin of its own, until it is stopped. */
export function PreviewButton({ experiment, run }: { experiment: ExperimentView; run: RunView }) {
  const refresh = useRefresh(experiment.id);
  const start = useAction(startPreview, { onSuccess: refresh });
  const stop = useAction(stopPreview, { onSuccess: refresh });
  if (!experiment.spec.sandbox.preview || !run.resultSha) return null;
  const { preview } = run;
  if (!preview || !isUp(preview)) {
    return (
      <Button size="sm" pending={start.isPending} onClick={() => start.run(run.id)}>
        {start.isPending ? null : <AppWindow aria-hidden />}
        {preview?.status === 'failed' ? 'Start the preview again' : 'Start preview'}
      </Button>
    );
  }
  return (
    <span className="inline-flex items-center gap-0.5">
      {preview.status === 'ready' && preview.url ? (
        <Button asChild size="sm">
          <a href={preview.url} target="_blank" rel="noopener noreferrer">
            <ExternalLink aria-hidden />
            Open preview
            <span className="sr-only">, in a new tab</span>
          </a>
        </Button>
      ) : (
        <Button size="sm" pending>
          Preview starts…
        </Button>
      )}
      <IconButton size="sm" label="Stop the preview" pending={stop.isPending} onClick={() => stop.run(run.id)}>
        <Square aria-hidden />
      </IconButton>
    </span>
  );
}

function isUp({ status }: PreviewView): boolean {
  return status === 'queued' || status === 'starting' || status === 'ready';
}
