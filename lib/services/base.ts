import { completeSpec } from '@/lib/core/complete-spec';
import type { Contract, ExperimentSpec } from '@/lib/core/experiment';
import { completeSandbox } from '@/lib/core/complete-sandbox';
import type { CancelSignal } from '@/lib/core/ports';
import { findBaseEvidence, saveEvidence } from '@/lib/db/evidence';
import { getExperiment, updateExperiment } from '@/lib/db/experiments';
import { getTrial, updateTrial, type TrialRequest, type TrialResult } from '@/lib/db/trials';
import { errorMessage } from '@/lib/errors';
import { advanceExperiment } from '@/lib/services/advance/advance';
import { cancelOf } from '@/lib/services/cancel-of';
import { measureCommit, type MeasureInput, type Measurement } from '@/lib/services/measure';
import type { Deps } from '@/lib/services/ports';
import { traceIndexSoon } from '@/lib/services/traces/trace-index';

/**
 * The contract on the untouched base, or what an earlier experiment measured of the same. Re-entrant. Ends early, and
 * without a result, when the experiment is stopped or deleted.
 */
export async function measureBase(deps: Deps, experimentId: string): Promise<void> {
  const row = await getExperiment(deps.db, experimentId);
  if (!row || row.baseStatus === 'done' || row.baseStatus === 'failed') return;
  const spec = completeSpec(row.spec);
  const { baseSha, contractHash, projectId, project } = row;
  const setBase = (baseStatus: 'running' | 'done' | 'failed'): Promise<void> =>
    deps.db.prisma.$transaction((tx) => updateExperiment(tx, experimentId, { baseStatus }));
  await setBase('running');
  const cancel = cancelOf(deps, experimentId);
  try {
    const known = await findBaseEvidence(deps.db, { baseSha, contractHash, projectId });
    const evidence = known ?? (await measure());
    await saveEvidence(deps.db, { experimentId, runId: null, gates: evidence.gates, metrics: evidence.metrics });
    // Half of the evidence is none: a later experiment must not take it for the base's.
    await setBase(cancel.signal.aborted || setUpFailed(evidence) ? 'failed' : 'done');
  } catch (cause) {
    await setBase('failed');
    throw cause;
  } finally {
    cancel.close();
    await advanceExperiment(deps, experimentId);
    traceIndexSoon(deps, experimentId);
  }

  function measure(): Promise<Measurement> {
    return measureCommit(deps, {
      id: `${experimentId}-base`,
      hub: deps.paths.hub(projectId),
      sha: baseSha,
      baseSha: null,
      project: projectOf(project),
      sandbox: spec.sandbox,
      ...contractOfBase(spec),
      signal: cancel.signal,
      onOutput: () => {},
      afterGates: () => Promise.resolve(),
    });
  }
}

/** The first of each name. */
function byName<T extends { name: string }>(all: T[]): T[] {
  return all.filter((each, place) => all.findIndex(({ name }) => name === each.name) === place);
}

/** What any stage asks of its runs, each once by its name. */
function contractOfBase({ stages }: ExperimentSpec): Contract {
  return {
    gates: byName(stages.flatMap(({ contract }) => contract.gates)),
    metrics: byName(stages.flatMap(({ contract }) => contract.metrics)),
  };
}

/** A registry that was down for a moment says nothing about the base. */
function setUpFailed(evidence: Partial<Measurement>): boolean {
  return evidence.setup !== undefined && evidence.setup !== null && evidence.setup.exitCode !== 0;
}

/** "Try on the base": shows results as they come. */
export async function runTrial(deps: Deps, trialId: string, signal: CancelSignal): Promise<void> {
  const trial = await getTrial(deps.db, trialId);
  if (!trial || trial.status === 'done' || trial.status === 'failed') return;
  const request = trial.request as TrialRequest;
  await updateTrial(deps.db, trialId, { status: 'running' });
  try {
    const result = await measureCommit(deps, {
      id: `${trialId}-trial`,
      hub: deps.paths.hub(trial.projectId),
      sha: trial.baseSha,
      baseSha: null,
      project: projectOf(trial.project),
      sandbox: completeSandbox(request.sandbox),
      gates: request.contract.gates,
      metrics: request.contract.metrics,
      signal,
      onOutput: () => {},
      afterGates: (gates) =>
        updateTrial(deps.db, trialId, { status: 'running', result: { error: null, setup: null, gates, metrics: [] } }),
    });
    await updateTrial(deps.db, trialId, { status: 'done', result: toResult(result) });
  } catch (cause) {
    const result: TrialResult = { error: errorMessage(cause), setup: null, gates: [], metrics: [] };
    await updateTrial(deps.db, trialId, { status: 'failed', result });
  }
}

function projectOf(row: { id: string; repoPath: string; allowedHosts: unknown }): MeasureInput['project'] {
  return { id: row.id, repoPath: row.repoPath, allowedHosts: row.allowedHosts as string[] };
}

function toResult(measurement: Measurement): TrialResult {
  const { setup, gates, metrics } = measurement;
  return { error: null, setup, gates, metrics };
}
