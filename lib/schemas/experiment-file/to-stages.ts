/** Stages and variants of a file, with those that the product adds: what is combined, and what sums up. */
import type {
  Contract,
  GateSpec,
  MetricRead,
  MetricSpec,
  Selection,
  TestReport,
  VariantLimits,
  VariantSpec,
} from '@/lib/core/experiment';
import type { Retries, StageSource, StageSpec, Strategy } from '@/lib/core/plan-types';
import type { ParsedExperimentFile } from './schema';

type File = ParsedExperimentFile;
type FileVariant = File['variants'][number];
type FileContract = File['contract'];
type FileGate = FileContract['gates'][number];
type FileMetric = FileContract['metrics'][number];
type FileStage = Pick<File, 'strategy' | 'variants' | 'test' | 'contract' | 'select' | 'combine' | 'task'> & {
  name: string;
  from: StageSource;
};

const TESTS_TIMEOUT_MS = 600_000;
const SUMMARY_TASK =
  'Others worked on the task above, and what they answered follows. Compare it: what do they agree on, where do they contradict each other and who is right, what did only one of them find? Check against the code where it matters. End with your conclusion. Change no files.';

export function toStages(file: File): { stages: StageSpec[]; variants: VariantSpec[] } {
  const all = stagesOf(file);
  const merged = new Set(all.flatMap(({ from }) => (from?.take === 'merged' ? [from.stage] : [])));
  const taken = new Set(all.flatMap((stage) => stage.variants.map((variant) => variant.id)));
  const stages: StageSpec[] = [];
  const variants: VariantSpec[] = [];
  for (const [index, stage] of all.entries()) {
    const own = stage.variants.map((variant) => toVariant(variant, stage, file.limits.retries));
    if (file.summarize && index === all.length - 1) own.push(summary({ own, file, stage, taken }));
    const strategy = toStrategy(stage.strategy, file.limits.maxParallel);
    const changing = own.filter((variant) => !variant.reportOnly);
    const combine = changing.length > 0 && (stage.combine || merged.has(stage.name) || strategy.type === 'graph');
    if (combine) own.push(combination({ own: changing, stage, taken }));
    variants.push(...own);
    const { name, from } = stage;
    stages.push({
      name,
      from,
      strategy,
      combine,
      contract: toContract(stage),
      select: toSelection(stage.select, strategy),
    });
  }
  return { stages, variants };
}

/** A stage that does not say where it starts goes on from the winner of the one before it. */
function stagesOf(file: File): FileStage[] {
  const { strategy, variants, test, contract, select, combine, task } = file;
  const main: FileStage = { name: 'main', from: null, strategy, variants, test, contract, select, combine, task };
  const later = file.stages.map((stage, index): FileStage => {
    const before = file.stages[index - 1]?.name ?? main.name;
    // A stage without a contract of its own is judged by that of the experiment.
    const own = stage.contract !== undefined || stage.test !== undefined;
    return {
      ...stage,
      task: stage.task ?? file.task,
      test: own ? stage.test : file.test,
      contract: own ? (stage.contract ?? { gates: [], metrics: [] }) : file.contract,
      from: sourceOf(stage.from ?? `${before}.winner`),
    };
  });
  return [main, ...later];
}

function sourceOf(from: string): StageSource {
  const dot = from.lastIndexOf('.');
  return dot < 0 ? null : { stage: from.slice(0, dot), take: from.slice(dot + 1) === 'merged' ? 'merged' : 'winner' };
}

function toStrategy(written: File['strategy'], maxParallel: number): Strategy {
  const { type, ...options } = typeof written === 'string' ? { type: written } : written;
  return {
    type,
    passOutput: 'passOutput' in options ? options.passOutput : false,
    stopOnFailure: 'stopOnFailure' in options ? options.stopOnFailure : false,
    batchSize: ('size' in options ? options.size : undefined) ?? maxParallel,
  };
}

type Added = { own: VariantSpec[]; stage: FileStage; taken: Set<string> };

function summary({ own, file, stage, taken }: Added & { file: File }): VariantSpec {
  return {
    ...added(stage, unused('summary', taken)),
    agent: file.summarize?.agent ?? '',
    model: file.summarize?.model ?? null,
    approach: file.summarize?.task ?? SUMMARY_TASK,
    task: stage.task ?? null,
    dependsOn: own.map((variant) => variant.id),
    reportOnly: true,
  };
}

function combination({ own, stage, taken }: Added): VariantSpec {
  const name = unused(stage.name === 'main' ? 'combined' : `${stage.name}-combined`, taken);
  return { ...added(stage, name), kind: 'combine', dependsOn: own.map((variant) => variant.id) };
}

function added(stage: FileStage, id: string): VariantSpec {
  return {
    id,
    agent: '',
    model: null,
    approach: null,
    task: null,
    test: null,
    limits: {},
    repeats: 1,
    kind: 'agent',
    stage: stage.name,
    dependsOn: [],
    needs: 'ended',
    when: null,
    reportOnly: false,
    retries: { max: 0, backoffMs: 0 },
  };
}

function unused(name: string, taken: Set<string>): string {
  let id = name;
  for (let number = 2; taken.has(id); number++) id = `${name}-${number}`;
  taken.add(id);
  return id;
}

function toRetries(written: FileVariant['retries']): Retries | null {
  if (written === undefined) return null;
  return typeof written === 'number'
    ? { max: written, backoffMs: 10_000 }
    : { max: written.max, backoffMs: written.backoff };
}

function toVariant(variant: FileVariant, stage: FileStage, retries: FileVariant['retries']): VariantSpec {
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
    // A stage may have a task of its own; the experiment's is where a variant has none.
    task: variant.task ?? (stage.name === 'main' ? null : (stage.task ?? null)),
    ...(variant.instructions.length > 0 ? { instructions: variant.instructions } : {}),
    test: variant.test ?? null,
    limits: own,
    repeats: variant.repeats,
    kind: 'agent',
    stage: stage.name,
    dependsOn: variant.dependsOn,
    // Its condition decides what a failure before it means.
    needs: variant.when === undefined ? 'passed' : 'ended',
    when: variant.when ?? null,
    reportOnly: variant.reportOnly,
    retries: toRetries(variant.retries) ?? toRetries(retries) ?? { max: 0, backoffMs: 0 },
  };
}

function toContract({ test, contract }: Pick<FileStage, 'test' | 'contract'>): Contract {
  const tests: GateSpec[] =
    test === undefined ? [] : [{ name: 'tests', run: test, timeoutMs: TESTS_TIMEOUT_MS, report: { format: 'auto' } }];
  return { gates: [...tests, ...contract.gates.map(toGate)], metrics: contract.metrics.map(toMetric) };
}

function toSelection(select: File['select'], strategy: Strategy): Selection {
  const early = strategy.type === 'competitive' || strategy.type === 'fallback';
  return {
    by: select.by ?? (early ? 'first' : 'least-changes'),
    weights: select.weights ?? {},
    metric: select.metric ?? (select.by === 'coverage' ? 'coverage' : null),
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
