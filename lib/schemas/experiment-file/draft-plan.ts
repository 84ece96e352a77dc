/** Edits of what depends on what: strategies, stages, dependencies. Pure, from text to text. */
import type { StrategyType } from '@/lib/core/plan-types';
import type { FilePath } from './document';
import { addEntry, entriesOf, fieldOf, readField, writeField } from './draft';

const OPTIONS: Record<StrategyType, readonly string[]> = {
  parallel: [],
  competitive: [],
  fallback: [],
  graph: [],
  sequential: ['passOutput', 'stopOnFailure'],
  batched: ['passOutput', 'size'],
};

/** The type of a strategy, written `strategy: graph` or `strategy: { type: graph }`; what is neither is parallel. */
export function strategyTypeOf(data: unknown, at: FilePath): string {
  const written = fieldOf(data, [...at, 'strategy']);
  const type = typeof written === 'string' ? written : fieldOf(written, ['type']);
  return typeof type === 'string' ? type : 'parallel';
}

export function strategyOptions(type: string): readonly string[] {
  return isStrategy(type) ? OPTIONS[type] : [];
}

/** Options that the new type does not know go; the short form stays one. */
export function setStrategy(text: string, at: FilePath, type: StrategyType): string {
  const path = [...at, 'strategy'];
  const written = readField(text, path);
  const isMapping = typeof written === 'object' && written !== null && !Array.isArray(written);
  const value = type === 'parallel' ? undefined : type;
  if (!isMapping) return writeField(text, path, value);
  const dropped = Object.keys(written).filter((key) => key !== 'type' && !OPTIONS[type].includes(key));
  const cleared = dropped.reduce((before, key) => writeField(before, [...path, key], undefined), text);
  return writeField(cleared, [...path, 'type'], value);
}

/** A stage behind the others, with a first variant of the agent given. */
export function addStage(text: string, agent: string): string {
  const data = { stages: readField(text, ['stages']), variants: readField(text, ['variants']) };
  const names = entriesOf(data, ['stages']).map((stage) => fieldOf(stage, ['name']));
  const number = names.length + 2;
  const name = firstFree((index) => `stage-${number + index}`, names);
  const id = firstFree((index) => (index === 0 ? name : `${name}-${index + 1}`), idsOf(data));
  return addEntry(text, ['stages'], { name, variants: [{ id, agent }] });
}

/** Ids of all variants that have one, in their order; those of one stage where its list is given. */
export function idsOf(data: unknown, list?: FilePath): string[] {
  const lists = list ? [list] : listsOf(data);
  return lists.flatMap((path) =>
    entriesOf(data, path).flatMap((variant) => {
      const id = fieldOf(variant, ['id']);
      return typeof id === 'string' && id !== '' ? [id] : [];
    }),
  );
}

/** Where variants are listed: those of the experiment, then those of each stage. */
export function listsOf(data: unknown): FilePath[] {
  return [['variants'], ...entriesOf(data, ['stages']).map((_, index): FilePath => ['stages', index, 'variants'])];
}

/** The place of a variant in the file. */
export function placeOf(data: unknown, id: string): FilePath | null {
  for (const list of listsOf(data)) {
    const index = entriesOf(data, list).findIndex((variant) => fieldOf(variant, ['id']) === id);
    if (index >= 0) return [...list, index];
  }
  return null;
}

/** What the stage at an index may start from, as it is written; nearest first. */
export function sourcesOf(data: unknown, index: number): string[] {
  const before = entriesOf(data, ['stages']).slice(0, index);
  const names = ['main', ...before.map((stage) => fieldOf(stage, ['name']))];
  const known = names.filter((name): name is string => typeof name === 'string' && name !== '').toReversed();
  return [...known.flatMap((name) => [`${name}.winner`, `${name}.merged`]), 'base'];
}

export function addIntegrationContract(text: string): string {
  const list = ['integrationContracts'];
  const data = { integrationContracts: readField(text, list) };
  const names = entriesOf(data, list).map((contract) => fieldOf(contract, ['name']));
  return addEntry(text, list, { name: firstFree((index) => `contract-${index + 1}`, names) });
}

function firstFree(nameAt: (index: number) => string, taken: readonly unknown[]): string {
  const known = new Set(taken.map((name) => String(name).toLowerCase()));
  let index = 0;
  while (known.has(nameAt(index))) index++;
  return nameAt(index);
}

function isStrategy(type: string): type is StrategyType {
  return Object.hasOwn(OPTIONS, type);
}
