/** What the help for a failed run needs, from what pages and the command line are given. Pure. */
import { type ErrorHelp, type HelpFacts } from '@/lib/core/error-help/types';
import { errorHelp } from '@/lib/core/error-help/error-help';
import type { ExperimentView, RunView } from './view';

/** Null: the run has not failed. */
export function helpFor(experiment: ExperimentView, run: RunView): ErrorHelp | null {
  const facts = factsOf(experiment, run);
  return facts && errorHelp(facts);
}

export type FailureGroup = { help: ErrorHelp; runs: [RunView, ...RunView[]] };

/** The failed runs that count, those with the same failure together; cancelled ones are nobody's fault. */
export function groupFailures(experiment: ExperimentView): FailureGroup[] {
  const groups: FailureGroup[] = [];
  for (const run of experiment.runs) {
    const help = run.superseded ? null : helpFor(experiment, run);
    if (!help || help.kind === 'cancelled') continue;
    const same = groups.find((group) => group.help.title === help.title);
    if (same) same.runs.push(run);
    else groups.push({ help, runs: [run] });
  }
  return groups;
}

function factsOf({ spec, base, project }: ExperimentView, run: RunView): HelpFacts | null {
  if (!run.error) return null;
  const variant = spec.variants.find((one) => one.id === run.variant.key);
  const { limits, sandbox } = spec;
  return {
    failure: run.error,
    variant: run.variant.key,
    agent: run.variant.agent,
    isLatest: !run.superseded,
    hasResult: run.resultSha !== null,
    canFollowUp: run.canFollowUp,
    stdout: run.stdoutTail ?? '',
    stderr: run.stderrTail ?? '',
    gates: run.gates,
    baseGates: base.gates,
    blocked: run.blocked,
    allowed: [...project.allowedHosts, ...sandbox.network.allow],
    peak: run.peak,
    durationMs: run.durationMs,
    limits: { ...limits, ...variant?.limits },
    ownLimits: (variant ? Object.entries(variant.limits) : [])
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name]) => OWN_NAMES[name] ?? name),
    sandbox: {
      memoryBytes: sandbox.limits.memoryBytes,
      diskBytes: sandbox.limits.diskBytes,
      pids: sandbox.limits.pids,
      setupTimeoutMs: sandbox.setupTimeoutMs,
    },
    setup: sandbox.setup,
    retries: variant?.retries.max ?? 0,
  };
}

/** As they are written in a file. */
const OWN_NAMES: Record<string, string> = { timeoutMs: 'timeout', idleMs: 'idle' };
