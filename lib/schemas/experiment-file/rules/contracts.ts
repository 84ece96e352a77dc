/** Names that must differ, how numbers are read, and how a winner is chosen. */
import type { FilePath } from '../document';
import type { Finding } from '../problems';
import { finding, listOf, rawOf, rawsOf, type Raw, type RawStage } from './raw';

/** What can be weighted without being a metric of the contract. */
export const BUILT_IN_WEIGHTS = ['duration', 'lines-changed', 'cost', 'tests-passed'] as const;

export function checkContracts(file: Raw, stages: readonly RawStage[]): Finding[] {
  return [
    ...repeated(
      stages.flatMap(({ variants }) => variants.map(({ raw, path }) => ({ name: raw.id, path: [...path, 'id'] }))),
    ),
    ...stages.flatMap((stage) => {
      const contract = { raw: rawOf(stage.raw.contract) ?? {}, path: [...stage.path, 'contract'] };
      const hasTest = stage.raw.test !== undefined;
      return [
        ...checkNames(contract, hasTest),
        ...checkReads(contract),
        ...checkSelection(stage, judgedBy(stage, file)),
      ];
    }),
  ];
}

/** A stage without a contract of its own is judged by that of the experiment. */
function judgedBy({ raw }: RawStage, file: Raw): Raw {
  const own = raw.contract !== undefined || raw.test !== undefined;
  return rawOf(own ? raw.contract : file.contract) ?? {};
}

type Contract = { raw: Raw; path: FilePath };

function checkNames({ raw, path }: Contract, hasTest: boolean): Finding[] {
  const named = (list: 'gates' | 'metrics'): Named[] =>
    rawsOf(raw[list]).map(({ name }, index) => ({ name, path: [...path, list, index, 'name'] }));
  const metrics = named('metrics');
  return [
    ...repeated(named('gates'), hasTest ? ['tests'] : []),
    ...repeated(metrics),
    ...metrics.flatMap((metric) =>
      BUILT_IN_WEIGHTS.some((builtIn) => builtIn === metric.name)
        ? [finding(metric.path, 'is measured anyway; choose another name')]
        : [],
    ),
  ];
}

type Named = { name: unknown; path: FilePath };

function repeated(entries: Named[], taken: string[] = []): Finding[] {
  const seen = new Set(taken);
  return entries.flatMap(({ name, path }) => {
    if (typeof name !== 'string') return [];
    const key = name.toLowerCase();
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated ? [finding(path, 'is already taken (upper and lower case are the same); choose another')] : [];
  });
}

function checkReads({ raw, path }: Contract): Finding[] {
  const reads = listOf(raw.metrics).flatMap((metric, index) => {
    const read = rawOf(rawOf(metric)?.read);
    if (!read) return [];
    const forms = ['json', 'regex'].filter((form) => read[form] !== undefined);
    if (forms.length === 1) return [];
    const says = forms.length === 0 ? 'needs `json: .path` or `regex: …`' : 'can have `json` or `regex`, not both';
    return [finding([...path, 'metrics', index, 'read'], says)];
  });
  const reports = listOf(raw.gates).flatMap((gate, index) => {
    const report = rawOf(rawOf(gate)?.report);
    if (!report) return [];
    const at: FilePath = [...path, 'gates', index, 'report', 'path'];
    if (report.format === 'tap' && report.path === undefined) {
      return [finding(at, 'is missing; write where the command leaves its report')];
    }
    return report.format === 'auto' && report.path !== undefined
      ? [finding(at, 'has no use with `format: auto`; write `format: tap`')]
      : [];
  });
  return [...reads, ...reports];
}

function checkSelection(stage: RawStage, contract: Raw): Finding[] {
  const select = rawOf(stage.raw.select) ?? {};
  const path: FilePath = [...stage.path, 'select'];
  const metrics = rawsOf(contract.metrics).flatMap((metric) => (typeof metric.name === 'string' ? [metric.name] : []));
  const known = [...new Set([...metrics, ...BUILT_IN_WEIGHTS])];
  const weights = Object.keys(rawOf(select.weights) ?? {});
  const unknown = weights.filter((name) => !known.includes(name));
  const findings = unknown.map((name) =>
    finding([...path, 'weights', name], `is no metric of the contract; known are ${known.join(', ')}`),
  );
  if (select.by === 'weighted' && weights.length === 0) {
    findings.push(finding([...path, 'weights'], `is missing; give at least one of ${known.join(', ')} a weight`));
  }
  if (typeof select.metric === 'string' && !metrics.includes(select.metric)) {
    findings.push(finding([...path, 'metric'], 'is no metric of the contract'));
  }
  if (select.by === 'coverage' && select.metric === undefined && !metrics.includes('coverage')) {
    findings.push(finding([...path, 'metric'], 'is missing; name the metric that holds the coverage'));
  }
  return findings;
}
