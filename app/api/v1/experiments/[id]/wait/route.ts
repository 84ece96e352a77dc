import { err, ok } from '@/lib/core/result';
import { experimentObject } from '@/lib/schemas/api/experiment-object';
import { waitForExperiment } from '@/lib/schemas/api/experiments';
import { isSettled } from '@/lib/schemas/result';
import { missing, serve } from '@/lib/server/api/serve';
import { shutdownSignal } from '@/lib/server/shutdown';
import { onExperimentChange } from '@/lib/server/stream';
import { waitUntilSettled } from '@/lib/services/wait-until-settled';

export const dynamic = 'force-dynamic';

export const GET = serve(waitForExperiment, async (bakeoff, { params: { id }, query, signal }) => {
  const view = await waitUntilSettled({
    read: () => bakeoff.experiments.get(id),
    isSettled,
    onChange: (listener) => onExperimentChange(id, listener),
    timeoutMs: query.timeout * 1000,
    signal: AbortSignal.any([signal, shutdownSignal]),
  });
  return view ? ok(experimentObject(view)) : err(missing('experiment'));
});
