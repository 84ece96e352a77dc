/** An experiment as the services would show it, for tests of what the command line prints. */
import type { ExperimentView, GateView, MetricView, RunView, StageView, VariantView } from '@/lib/schemas/view';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';

const AT = '2026-01-02T03:04:05.000Z';
const TIMESTAMPS = { queued: AT, preparing: AT, agentStarted: AT, agentEnded: AT, gatesEnded: AT, stopped: AT };
const TESTS = { passed: 5, failed: 0, skipped: 1 };
const GATES: GateView[] = [
  { name: 'tests', status: 'passed', exitCode: 0, durationMs: 400, output: 'ok 5', tests: TESTS },
];
const METRICS: MetricView[] = [
  { name: 'time', value: 40, unit: 'ms', better: 'lower', evidence: 'measured', error: null, output: '' },
];

export function sampleRun(change: Partial<RunView> & { key?: string; position?: number } = {}): RunView {
  const { key = 'functional', position = 0, ...rest } = change;
  const variant: VariantView = {
    id: `variant-${key}`,
    key,
    letter: String.fromCodePoint(65 + position),
    position,
    agent: 'demo',
    model: null,
    approach: null,
    task: null,
    kind: 'agent',
    stage: 'main',
    dependsOn: [],
    when: null,
    reportOnly: false,
  };
  return {
    id: `run-${key}`,
    experimentId: 'experiment-1',
    variant,
    repeat: 0,
    status: 'passed',
    success: true,
    queuePosition: null,
    waitsFor: null,
    startSha: 'a'.repeat(40),
    forkSha: 'a'.repeat(40),
    inputs: { merge: [], answers: [], conflicts: 'stop', given: null, resolver: null },
    attempt: 0,
    notBefore: null,
    resultSha: 'b'.repeat(40),
    ref: `refs/bakeoff/experiment-1/${key}/run-${key}`,
    followsId: null,
    message: null,
    superseded: false,
    stopReason: null,
    timestamps: TIMESTAMPS,
    durationMs: 1500,
    exitCode: 0,
    error: null,
    usage: null,
    costUsd: null,
    diffStats: { filesChanged: 2, linesAdded: 10, linesRemoved: 3 },
    summary: 'Done.',
    lastOutput: null,
    tests: TESTS,
    testDurationMs: 400,
    gates: GATES,
    metrics: METRICS,
    workspace: null,
    canFollowUp: false,
    peak: null,
    blocked: [],
    paused: false,
    preview: null,
    permissions: [],
    ...rest,
  };
}

const STAGE: StageView = {
  name: 'main',
  position: 0,
  from: null,
  strategy: 'parallel',
  selection: 'least-changes',
  combine: false,
  baseSha: 'a'.repeat(40),
  status: 'decided',
  winnerRunId: null,
  verdict: null,
};

export function sampleExperiment(change: Partial<ExperimentView> = {}): ExperimentView {
  const runs = change.runs ?? [sampleRun()];
  const parsed = parseExperimentFile('task: x\ntest: make test\nvariants: [{ id: functional, agent: demo }]');
  if (!parsed.ok) throw new Error('The sample is not a valid experiment.');
  return {
    id: 'experiment-1',
    kind: 'experiment',
    name: 'Sample',
    task: 'x',
    status: 'done',
    project: {
      id: 'project-1',
      name: 'repo',
      kind: 'path',
      location: '/repo',
      repoPath: '/repo',
      createdAt: AT,
      lastUsedAt: AT,
      experiments: 1,
      allowsProcess: false,
      allowedHosts: [],
    },
    spec: { ...parsed.spec, metadata: { ticket: 'RL-7' } },
    source: '',
    contractHash: 'c',
    baseRef: 'main',
    baseSha: 'a'.repeat(40),
    createdAt: AT,
    startedAt: AT,
    endedAt: AT,
    error: null,
    selection: 'least-changes',
    winnerRunId: runs[0]?.id ?? null,
    verdict: 'functional changed the least.',
    base: {
      status: 'done',
      gates: [],
      metrics: [
        { name: 'time', value: 90, unit: 'ms', better: 'lower', evidence: 'measured', error: null, output: '' },
      ],
    },
    stages: [{ ...STAGE, winnerRunId: runs[0]?.id ?? null }],
    variants: runs.map((run) => run.variant),
    aggregate: null,
    merges: [],
    decisions: [],
    ...change,
    runs,
  };
}
