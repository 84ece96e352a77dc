/** From the file's words to the domain's. */
import type {
  AgentOverride,
  ExperimentSpec,
  GateSpec,
  MetricRead,
  MetricSpec,
  SandboxSpec,
  TestReport,
  VariantLimits,
  VariantSpec,
} from '@/lib/core/experiment';
import type { ParsedExperimentFile } from './schema';

type FileVariant = ParsedExperimentFile['variants'][number];
type FileGate = ParsedExperimentFile['contract']['gates'][number];
type FileMetric = ParsedExperimentFile['contract']['metrics'][number];
type FileAgent = ParsedExperimentFile['agents'][string];

const TESTS_TIMEOUT_MS = 600_000;

export function toSpec(file: ParsedExperimentFile): ExperimentSpec {
  const strategy = typeof file.strategy === 'string' ? { type: file.strategy } : file.strategy;
  const tests: GateSpec[] =
    file.test === undefined
      ? []
      : [{ name: 'tests', run: file.test, timeoutMs: TESTS_TIMEOUT_MS, report: { format: 'auto' } }];
  const task = file.task ?? '';
  return {
    name: file.name ?? nameOf(task || (file.variants[0]?.task ?? '')),
    metadata: file.metadata,
    project: file.project,
    base: file.base ?? null,
    includeUncommitted: file.includeUncommitted,
    task,
    instructions: file.instructions,
    strategy,
    limits: {
      maxParallel: file.limits.maxParallel,
      timeoutMs: file.limits.timeout,
      idleMs: file.limits.idle,
      failFast: file.limits.failFast,
      budgetUsd: file.limits.budgetUsd ?? null,
      maxTurns: file.limits.maxTurns ?? null,
      maxToolCalls: file.limits.maxToolCalls ?? null,
    },
    permissions: file.permissions,
    sandbox: toSandbox(file.sandbox),
    variants: file.variants.map(toVariant),
    contract: { gates: [...tests, ...file.contract.gates.map(toGate)], metrics: file.contract.metrics.map(toMetric) },
    select: {
      by: file.select.by ?? (strategy.type === 'competitive' ? 'first' : 'least-changes'),
      weights: file.select.weights ?? {},
      metric: file.select.metric ?? (file.select.by === 'coverage' ? 'coverage' : null),
    },
    agents: Object.fromEntries(Object.entries(file.agents).map(([name, agent]) => [name, toAgent(agent)])),
  };
}

function toSandbox(file: ParsedExperimentFile['sandbox']): SandboxSpec {
  return {
    provider: file.provider,
    image: file.image ?? null,
    runtime: file.runtime ?? null,
    limits: {
      cpus: file.cpus ?? null,
      memoryBytes: file.memory ?? null,
      pids: file.pids,
      diskBytes: file.disk,
    },
    network: { mode: file.network, allow: file.allow },
    setupNetwork: file.setupNetwork,
    setup: file.setup ?? null,
    setupTimeoutMs: file.setupTimeout,
    copy: file.copy,
    preview: file.preview ?? null,
  };
}

/** An experiment without a name is called by the first line of its task. */
function nameOf(task: string): string {
  const first =
    task
      .trim()
      .split(/[\r\n]/)[0]
      ?.trim() ?? '';
  return first.length > 60 ? `${first.slice(0, 59).trimEnd()}…` : first || 'Untitled experiment';
}

function toVariant(variant: FileVariant): VariantSpec {
  const limits = variant.limits ?? {};
  const own: VariantLimits = {
    ...(limits.timeout === undefined ? {} : { timeoutMs: limits.timeout }),
    ...(limits.idle === undefined ? {} : { idleMs: limits.idle }),
    ...(limits.budgetUsd === undefined ? {} : { budgetUsd: limits.budgetUsd }),
    ...(limits.maxTurns === undefined ? {} : { maxTurns: limits.maxTurns }),
    ...(limits.maxToolCalls === undefined ? {} : { maxToolCalls: limits.maxToolCalls }),
  };
  return {
    id: variant.id,
    agent: variant.agent,
    model: variant.model ?? null,
    approach: variant.approach ?? null,
    task: variant.task ?? null,
    test: variant.test ?? null,
    limits: own,
    repeats: variant.repeats,
  };
}

function toGate(gate: FileGate): GateSpec {
  return { name: gate.name, run: gate.run, timeoutMs: gate.timeout, report: toReport(gate.report) };
}

function toReport(report: FileGate['report']): TestReport {
  if (!report || report.format === 'auto' || report.path === undefined) return { format: 'auto' };
  return { format: report.format, path: report.path };
}

function toMetric(metric: FileMetric): MetricSpec {
  return {
    name: metric.name,
    run: metric.run,
    read: toRead(metric.read),
    unit: metric.unit ?? (metric.read === 'duration' ? 'ms' : ''),
    better: metric.better,
    timeoutMs: metric.timeout,
  };
}

function toRead(read: FileMetric['read']): MetricRead {
  if (typeof read === 'string') return { kind: read };
  if (read.json !== undefined) return { kind: 'json', path: read.json, file: read.file ?? null };
  return { kind: 'regex', pattern: read.regex ?? '', file: read.file ?? null };
}

function toAgent(agent: FileAgent): AgentOverride {
  return {
    driver: agent.driver ?? (agent.command ? 'command' : null),
    executable: agent.executable ?? null,
    command: agent.command ?? null,
    output: agent.output ?? null,
    model: agent.model ?? null,
    env: agent.env,
    passEnv: agent.passEnv,
  };
}
