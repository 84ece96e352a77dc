import { completeSpec } from '@/lib/core/complete-spec';
import { providerOf } from '@/lib/core/complete-sandbox';
import type { Preview, SandboxSpec } from '@/lib/core/experiment';
import { err, ok, type Result } from '@/lib/core/result';
import { createPreview, findOpenPreview, getPreview, stopPreviews, updatePreview } from '@/lib/db/previews';
import { getRun } from '@/lib/db/runs';
import { errorMessage } from '@/lib/errors';
import type { PreviewView } from '@/lib/schemas/view';
import type { Bakeoff, Refusal } from '@/lib/services/bakeoff';
import { createTail } from '@/lib/services/tail';
import { notFound } from '@/lib/services/not-found';
import type { Deps } from '@/lib/services/ports';
import { planCommand } from '@/lib/services/sandbox/command-plan';
import { imageFor } from '@/lib/services/sandbox/image-for';
import { findPrepared, runSetup } from '@/lib/services/sandbox/prepared-base';
import { toPreviewView } from '@/lib/services/views';

const READY_MS = 120_000;
const LOOK_MS = 500;
const OUTPUT_TAIL_CHARS = 8000;

export function previewServices(deps: Deps): Bakeoff['previews'] {
  return {
    start: (runId) => startPreview(deps, runId),
    stop: async (runId) => {
      const run = await getRun(deps.db, runId);
      if (!run) return err(notFound('run'));
      await deps.db.prisma.$transaction((tx) => stopPreviews(tx, run));
      return ok(null);
    },
  };
}

async function startPreview(deps: Deps, runId: string): Promise<Result<PreviewView, Refusal>> {
  const run = await getRun(deps.db, runId);
  if (!run) return err(notFound('run'));
  const sandbox = completeSpec(run.experiment.spec).sandbox;
  if (!sandbox.preview) {
    const message = 'The experiment says nothing about how its result is served.';
    return err({
      type: 'no_preview',
      message,
      remedy: 'Add `sandbox: { preview: { run: …, port: … } }` and run it again.',
    });
  }
  if (!run.resultSha) {
    const message = 'The run has no result to serve yet.';
    return err({ type: 'no_result', message, remedy: 'Wait for its end.' });
  }
  const row = await deps.db.prisma.$transaction(async (tx) => {
    const open = await findOpenPreview(tx, runId);
    if (open) return open;
    const made = await createPreview(tx, run);
    await deps.queue.send(tx, { type: 'preview', previewId: made.id }, { hostId: run.hostId ?? deps.hostId });
    return made;
  });
  return ok(toPreviewView(row));
}

type Row = NonNullable<Awaited<ReturnType<typeof getPreview>>>;

/** The worker's part: serves until a person stops it, or `shutdown`. Re-entrant: what a crash left is started anew. */
export async function servePreview(deps: Deps, previewId: string, shutdown: AbortSignal): Promise<void> {
  const row = await getPreview(deps.db, previewId);
  if (!row) return;
  const { experiment } = row.run;
  const sandbox = completeSpec(experiment.spec).sandbox;
  const id = `${row.id}-preview`;
  const known = { id: row.id, experimentId: row.run.experimentId };
  if (!sandbox.preview || !row.run.resultSha) return;
  if (!(await updatePreview(deps.db, known, { status: 'starting', url: null }))) return;
  const stop = stopOf(deps, row.id, shutdown);
  let end: { status: 'stopped' | 'failed'; error: string | null } = { status: 'stopped', error: null };
  const output = createTail(OUTPUT_TAIL_CHARS, async (text) => {
    await updatePreview(deps.db, known, { output: text });
  });
  try {
    const error = await serve(deps, { row, sandbox, preview: sandbox.preview, id, signal: stop.signal, output });
    if (error !== null && !stop.signal.aborted) end = { status: 'failed', error };
  } catch (cause) {
    end = { status: 'failed', error: errorMessage(cause) };
  } finally {
    stop.close();
    await output.close();
    await deps.sandboxes.destroy(id);
    await updatePreview(deps.db, known, { ...end, output: output.text(), url: null, endedAt: deps.clock.now() });
  }
}

type Serve = {
  row: Row;
  sandbox: SandboxSpec;
  preview: Preview;
  id: string;
  signal: AbortSignal;
  output: ReturnType<typeof createTail>;
};

async function serve(deps: Deps, input: Serve): Promise<string | null> {
  const { row, sandbox, preview, id, signal, output } = input;
  const { run } = row;
  const { project } = run.experiment;
  const known = { id: row.id, experimentId: run.experimentId };
  const allowedHosts = project.allowedHosts as string[];
  const { onOutput } = output;
  const provider = providerOf(sandbox);
  const hub = deps.paths.hub(project.id);
  const sha = run.resultSha ?? run.startSha;
  const image = await imageFor(deps, { sandbox, project, hub, baseSha: run.experiment.baseSha, onOutput });
  if (!image.ok) return `${image.error.message} ${image.error.remedy}`;
  const place = { provider, sandbox, image: image.value, hub, copyFrom: project.repoPath };
  const fitting = await findPrepared(deps, { ...place, sha });
  const homeOf = fitting ? null : await findPrepared(deps, { ...place, sha: run.startSha });
  await deps.sandboxes.destroy(id);
  const ref = await deps.sandboxes.create({ ...place, id, sha, copy: sandbox.copy, prepared: fitting, homeOf });
  if (sandbox.setup && !fitting) {
    const setup = { sandbox, image: image.value, allowedHosts, signal, onOutput, command: sandbox.setup };
    const done = await runSetup(deps, ref, { ...setup, role: 'gate' });
    if (done.exitCode !== 0) return 'The set-up command failed, so there is nothing to serve.';
  }
  const { error } = await deps.sandboxes.serve(ref, {
    command: preview.run,
    port: preview.port,
    label: `preview-${row.id.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`,
    env: deps.sandboxes.environment(ref, { HOST: '127.0.0.1' }, []),
    plan: await planCommand(deps, ref, { sandbox, image: image.value, allowedHosts, role: { type: 'preview' } }),
    readyWithinMs: READY_MS,
    signal,
    onOutput,
    onReady: async (url) => {
      await updatePreview(deps.db, known, { status: 'ready', url });
    },
  });
  return error;
}

function stopOf(deps: Deps, previewId: string, shutdown: AbortSignal): { signal: AbortSignal; close: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  shutdown.addEventListener('abort', abort);
  const look = async (): Promise<void> => {
    const row = await getPreview(deps.db, previewId);
    if (!row || row.stopAt) abort();
  };
  const timer = setInterval(() => {
    // A look that fails is followed by the next one.
    look().catch(() => undefined);
  }, LOOK_MS);
  return {
    signal: controller.signal,
    close: () => {
      clearInterval(timer);
      shutdown.removeEventListener('abort', abort);
    },
  };
}
