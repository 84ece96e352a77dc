/**
 * Rules between fields. They look at the raw data, so that a person sees them together with the problems of single
 * fields; whatever has the wrong type is somebody else's problem and is skipped.
 */
import { checkDependencies } from './dependency-rules';
import type { FilePath } from './document';
import type { Finding } from './problems';

const MAX_VARIANTS = 10;
const MAX_COMPARED_RUNS = 100;
const MAX_RUNS = 1000;
/** What can be weighted without being a metric of the contract. */
export const BUILT_IN_WEIGHTS = ['duration', 'lines-changed', 'cost', 'tests-passed'] as const;

type Raw = Record<string, unknown>;

export function checkRules(data: unknown): Finding[] {
  const file = rawOf(data);
  if (!file) return [];
  return [
    ...checkTasks(file),
    ...checkRuns(file),
    ...checkNames(file),
    ...checkDependencies(file),
    ...checkReads(file),
    ...checkSelection(file),
    ...checkAgents(file),
  ];
}

function checkTasks(file: Raw): Finding[] {
  const variants = rawsOf(file.variants);
  if (file.task !== undefined || (variants.length > 0 && variants.every((variant) => variant.task !== undefined)))
    return [];
  return [finding(['task'], 'is missing; write what the agents should do')];
}

/** Alternatives are looked at side by side; tasks of a graph, a row or a batch are not. */
function checkRuns(file: Raw): Finding[] {
  const main = { path: [] as FilePath, ...file };
  const later = rawsOf(file.stages).map((stage, index) => ({ path: ['stages', index] as FilePath, ...stage }));
  const checked = [main, ...later].map((stage) => checkStageRuns(stage));
  return checked.flat();
}

function checkStageRuns(stage: Raw & { path: FilePath }): Finding[] {
  const path: FilePath = [...stage.path, 'variants'];
  const type = rawOf(stage.strategy)?.type ?? stage.strategy;
  const isCompared = type !== 'graph' && type !== 'batched' && type !== 'sequential';
  const variants = rawsOf(stage.variants);
  if (isCompared && variants.length > MAX_VARIANTS) {
    return [finding(path, 'has more than 10 entries; an experiment that compares them has 1 to 10 variants')];
  }
  const repeats = variants.map((variant) => (typeof variant.repeats === 'number' ? variant.repeats : 1));
  const runs = repeats.reduce((sum, count) => sum + count, 0);
  const most = isCompared ? MAX_COMPARED_RUNS : MAX_RUNS;
  return runs > most ? [finding(path, `add up to ${runs} runs; an experiment has at most ${most}`)] : [];
}

function checkNames(file: Raw): Finding[] {
  const contract = rawOf(file.contract) ?? {};
  const gates = rawsOf(contract.gates).map((gate) => gate.name);
  const metrics = rawsOf(contract.metrics).map((metric) => metric.name);
  return [
    ...repeated(
      rawsOf(file.variants).map((variant) => variant.id),
      (index) => ['variants', index, 'id'],
    ),
    ...repeated(gates, (index) => ['contract', 'gates', index, 'name'], file.test === undefined ? [] : ['tests']),
    ...repeated(metrics, (index) => ['contract', 'metrics', index, 'name']),
    ...metrics.flatMap((name, index) =>
      BUILT_IN_WEIGHTS.some((builtIn) => builtIn === name)
        ? [finding(['contract', 'metrics', index, 'name'], 'is measured anyway; choose another name')]
        : [],
    ),
  ];
}

function repeated(names: unknown[], pathOf: (index: number) => FilePath, taken: string[] = []): Finding[] {
  const seen = new Set(taken);
  return names.flatMap((name, index) => {
    if (typeof name !== 'string') return [];
    const key = name.toLowerCase();
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated
      ? [finding(pathOf(index), 'is already taken (upper and lower case are the same); choose another')]
      : [];
  });
}

function checkReads(file: Raw): Finding[] {
  const contract = rawOf(file.contract) ?? {};
  const reads = listOf(contract.metrics).flatMap((metric, index) => {
    const read = rawOf(rawOf(metric)?.read);
    if (!read) return [];
    const forms = ['json', 'regex'].filter((form) => read[form] !== undefined);
    if (forms.length === 1) return [];
    const says = forms.length === 0 ? 'needs `json: .path` or `regex: …`' : 'can have `json` or `regex`, not both';
    return [finding(['contract', 'metrics', index, 'read'], says)];
  });
  const reports = listOf(contract.gates).flatMap((gate, index) => {
    const report = rawOf(rawOf(gate)?.report);
    if (!report) return [];
    const path: FilePath = ['contract', 'gates', index, 'report'];
    if (report.format === 'tap' && report.path === undefined) {
      return [finding([...path, 'path'], 'is missing; write where the command leaves its report')];
    }
    return report.format === 'auto' && report.path !== undefined
      ? [finding([...path, 'path'], 'has no use with `format: auto`; write `format: tap`')]
      : [];
  });
  return [...reads, ...reports];
}

function checkSelection(file: Raw): Finding[] {
  const select = rawOf(file.select) ?? {};
  const metrics = rawsOf(rawOf(file.contract)?.metrics).flatMap((metric) =>
    typeof metric.name === 'string' ? [metric.name] : [],
  );
  const known = [...new Set([...metrics, ...BUILT_IN_WEIGHTS])];
  const weights = Object.keys(rawOf(select.weights) ?? {});
  const unknown = weights.filter((name) => !known.includes(name));
  const findings = unknown.map((name) =>
    finding(['select', 'weights', name], `is no metric of the contract; known are ${known.join(', ')}`),
  );
  if (select.by === 'weighted' && weights.length === 0) {
    findings.push(finding(['select', 'weights'], `is missing; give at least one of ${known.join(', ')} a weight`));
  }
  if (typeof select.metric === 'string' && !metrics.includes(select.metric)) {
    findings.push(finding(['select', 'metric'], 'is no metric of the contract'));
  }
  if (select.by === 'coverage' && select.metric === undefined && !metrics.includes('coverage')) {
    findings.push(finding(['select', 'metric'], 'is missing; name the metric that holds the coverage'));
  }
  return findings;
}

function checkAgents(file: Raw): Finding[] {
  return Object.entries(rawOf(file.agents) ?? {}).flatMap(([name, value]) => {
    const agent = rawOf(value);
    if (!agent) return [];
    if (agent.driver === 'acp' && agent.output !== undefined) {
      return [finding(['agents', name, 'output'], 'has no use with `driver: acp`')];
    }
    return agent.command !== undefined && agent.executable !== undefined
      ? [finding(['agents', name, 'executable'], 'has no use beside `command`, which names the program itself')]
      : [];
  });
}

function finding(path: FilePath, says: string): Finding {
  return { path, says, about: 'value' };
}

function rawOf(value: unknown): Raw | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : null;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function rawsOf(value: unknown): Raw[] {
  return listOf(value).map((entry) => rawOf(entry) ?? {});
}
