/** Stages, their strategies and what their tasks agree on. */
import { schemaFindings } from '@/lib/schemas/json-schema/keywords';
import type { Finding } from '../problems';
import { idsOf } from './dependencies';
import { adviceOf, finding, rawOf, rawsOf, listOf, type Raw, type RawStage } from './raw';

const MAX_VARIANTS = 10;
const MAX_COMPARED_RUNS = 100;
const MAX_RUNS = 1000;
const DEFAULT_PARALLEL = 4;

export function checkStages(file: Raw, stages: readonly RawStage[]): Finding[] {
  return [
    ...checkTasks(file, stages),
    ...checkStageNames(stages),
    ...stages.flatMap((stage, index) => [
      ...checkSource(stage, stages.slice(0, index), stages),
      ...checkRuns(stage),
      ...checkOptions(stage, file),
    ]),
    ...checkIntegration(file, stages),
  ];
}

function checkTasks(file: Raw, stages: readonly RawStage[]): Finding[] {
  if (file.task !== undefined) return [];
  const without = stages.filter(
    ({ raw, path, variants }) =>
      (path.length === 0 || raw.task === undefined) &&
      (variants.length === 0 || variants.some((variant) => variant.raw.task === undefined)),
  );
  const [first] = without;
  if (!first) return [];
  if (first.path.length === 0) return [finding(['task'], 'is missing; write what the agents should do')];
  return without.map(({ path }) =>
    finding([...path, 'task'], 'is missing; write what the agents of this stage should do'),
  );
}

function checkStageNames(stages: readonly RawStage[]): Finding[] {
  const seen = new Set<string>();
  return stages.flatMap(({ name, path }) => {
    if (name === null) return [];
    const key = name.toLowerCase();
    const isTaken = seen.has(key);
    seen.add(key);
    if (!isTaken) return [];
    const whose = key === 'main' ? 'is the name of the first stage' : 'is already the name of a stage';
    return [finding([...path, 'name'], `${whose}; choose another`)];
  });
}

function checkSource(stage: RawStage, earlier: readonly RawStage[], all: readonly RawStage[]): Finding[] {
  const { from } = stage.raw;
  const dot = typeof from === 'string' && stage.path.length > 0 ? from.lastIndexOf('.') : -1;
  if (typeof from !== 'string' || dot < 0) return [];
  const name = from.slice(0, dot);
  const path = [...stage.path, 'from'];
  if (earlier.some((other) => other.name === name)) return [];
  if (name === stage.name) return [finding(path, 'is the stage itself; start from an earlier one, or from base')];
  if (all.some((other) => other.name === name)) {
    return [finding(path, 'is a later stage; start from an earlier one, or put this stage behind it')];
  }
  const known = earlier.flatMap((other) => other.name ?? []);
  return [finding(path, `is not a stage; ${adviceOf(name, known)}`)];
}

/** Alternatives are looked at side by side; tasks of a graph, a row or a batch are not. */
function checkRuns({ path: stagePath, strategy, variants }: RawStage): Finding[] {
  const path = [...stagePath, 'variants'];
  const isCompared = strategy !== 'graph' && strategy !== 'batched' && strategy !== 'sequential';
  if (isCompared && variants.length > MAX_VARIANTS) {
    return [finding(path, 'has more than 10 entries; an experiment that compares them has 1 to 10 variants')];
  }
  const repeats = variants.map(({ raw }) => (typeof raw.repeats === 'number' ? raw.repeats : 1));
  const runs = repeats.reduce((sum, count) => sum + count, 0);
  const most = isCompared ? MAX_COMPARED_RUNS : MAX_RUNS;
  const once = strategy === 'graph' || strategy === 'fallback';
  return [
    ...(runs > most ? [finding(path, `add up to ${runs} runs; an experiment has at most ${most}`)] : []),
    ...variants.flatMap((variant, index) =>
      once && (repeats[index] ?? 1) > 1
        ? [finding([...variant.path, 'repeats'], `is not possible with the strategy ${strategy}, where each runs once`)]
        : [],
    ),
  ];
}

function checkOptions({ raw, path: stagePath, strategy }: RawStage, file: Raw): Finding[] {
  const options = rawOf(raw.strategy);
  if (!options) return [];
  const useless = (key: string, where: string): Finding[] => [
    finding([...stagePath, 'strategy', key], `has no use with the strategy ${strategy}; it belongs to ${where}`),
  ];
  const parallel = rawOf(file.limits)?.maxParallel ?? DEFAULT_PARALLEL;
  const { size, passOutput, stopOnFailure } = options;
  return [
    ...(size !== undefined && strategy !== 'batched' ? useless('size', 'batched') : []),
    ...(passOutput === true && strategy !== 'sequential' && strategy !== 'batched'
      ? useless('passOutput', 'sequential and batched')
      : []),
    ...(stopOnFailure === true && strategy !== 'sequential' ? useless('stopOnFailure', 'sequential') : []),
    ...(strategy === 'batched' && typeof size === 'number' && typeof parallel === 'number' && size > parallel
      ? [
          finding(
            [...stagePath, 'strategy', 'size'],
            `is more than run at the same time (${parallel}); raise \`limits.maxParallel\`, or lower the size`,
          ),
        ]
      : []),
  ];
}

function checkIntegration(file: Raw, stages: readonly RawStage[]): Finding[] {
  const known = stages.flatMap(({ variants }) => idsOf(variants));
  const unknown = (id: unknown, path: Finding['path']): Finding[] =>
    typeof id !== 'string' || known.includes(id) ? [] : [finding(path, `is not a variant; ${adviceOf(id, known)}`)];
  const taken = new Set<unknown>();
  return rawsOf(file.integrationContracts).flatMap((contract, index) => {
    const path = ['integrationContracts', index];
    const isTaken = typeof contract.name === 'string' && taken.has(contract.name);
    taken.add(contract.name);
    const consumers = listOf(contract.consumers).flatMap((id, place) => {
      const at = [...path, 'consumers', place];
      if (id === contract.provider) return [finding(at, 'is the provider itself; leave it out')];
      return unknown(id, at);
    });
    return [
      ...(isTaken ? [finding([...path, 'name'], 'is already taken; choose another')] : []),
      ...unknown(contract.provider, [...path, 'provider']),
      ...consumers,
      ...within([...path, 'specification'], rawOf(contract.specification)),
      ...within([...path, 'produces', 'schema'], rawOf(rawOf(contract.produces)?.schema)),
    ];
  });
}

function within(path: Finding['path'], schema: Raw | null): Finding[] {
  return schema === null ? [] : schemaFindings(schema).map((found) => ({ ...found, path: [...path, ...found.path] }));
}
