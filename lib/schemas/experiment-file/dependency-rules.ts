/** What variants and stages say about each other: all that a plan refers to must be there, and it must come to an end. */
import type { FilePath } from './document';
import { nearest } from './nearest';
import type { Finding } from './problems';

type Raw = Record<string, unknown>;
type Stage = { path: FilePath; name: string; isGraph: boolean; variants: Raw[]; from: unknown };

export function checkDependencies(file: Raw): Finding[] {
  const stages = stagesOf(file);
  return [...checkIds(stages), ...checkSources(stages), ...stages.flatMap((stage) => checkStage(stage))];
}

function stagesOf(file: Raw): Stage[] {
  const later = rawsOf(file.stages).map((stage, index) => stageOf(stage, ['stages', index], textOf(stage.name)));
  return [stageOf({ ...file, from: undefined }, [], 'main'), ...later];
}

function stageOf(raw: Raw, path: FilePath, name: string): Stage {
  const strategy = rawOf(raw.strategy)?.type ?? raw.strategy;
  return { path, name, isGraph: strategy === 'graph', variants: rawsOf(raw.variants), from: raw.from };
}

/** Within a stage the ids are looked at with the other names. */
function checkIds(stages: Stage[]): Finding[] {
  const seen = new Set<string>();
  return stages.flatMap((stage, number) => {
    const own = new Set<string>();
    const findings = stage.variants.flatMap((variant, index) => {
      const id = textOf(variant.id).toLowerCase();
      const isTaken = seen.has(id) || (number > 0 && own.has(id));
      own.add(id);
      if (id === '' || !isTaken) return [];
      return [about([...stage.path, 'variants', index, 'id'], 'is already taken by another variant; choose another')];
    });
    for (const id of own) seen.add(id);
    return findings;
  });
}

function checkSources(stages: Stage[]): Finding[] {
  return stages.flatMap(({ path, name, from }, number) => {
    const before = stages.slice(0, number).map((stage) => stage.name);
    const findings: Finding[] = [];
    if (number > 0 && before.includes(name))
      findings.push(about([...path, 'name'], 'is already taken; choose another'));
    if (typeof from !== 'string' || from === 'base') return findings;
    const source = from.slice(0, Math.max(0, from.lastIndexOf('.')));
    if (before.includes(source)) return findings;
    const known = before.map((each) => `${each}.winner`).join(', ');
    return [...findings, about([...path, 'from'], `names no stage before this one; write base or one of ${known}`)];
  });
}

function checkStage({ path, isGraph, variants }: Stage): Finding[] {
  const ids = variants.map((variant) => textOf(variant.id));
  const known = new Set(ids);
  const findings = variants.flatMap((variant, index) => {
    const at: FilePath = [...path, 'variants', index];
    const needs = listOf(variant.dependsOn);
    if (!isGraph && needs.length > 0) return [about([...at, 'dependsOn'], 'has a use only with `strategy: graph`')];
    if (!isGraph && variant.when !== undefined)
      return [about([...at, 'when'], 'has a use only with `strategy: graph`')];
    const several = isGraph && typeof variant.repeats === 'number' && variant.repeats > 1;
    return [
      ...(several ? [about([...at, 'repeats'], 'has no use in a graph, where others go on from the result')] : []),
      ...needs.flatMap((id, place) => {
        if (typeof id !== 'string' || known.has(id)) return [];
        const guess = nearest(id, ids);
        const advice = guess ? `did you mean ${guess}?` : `known are ${ids.join(', ')}`;
        return [about([...at, 'dependsOn', place], `is no variant of this stage; ${advice}`)];
      }),
    ];
  });
  const cycle = findCycle(variants);
  return cycle === null ? findings : [...findings, about([...path, 'variants', cycle.index, 'dependsOn'], cycle.says)];
}

/** The first cycle, printed from its first variant back to it. */
function findCycle(variants: Raw[]): { index: number; says: string } | null {
  const needs = new Map(variants.map((variant) => [textOf(variant.id), listOf(variant.dependsOn).map(textOf)]));
  const done = new Set<string>();
  for (const start of needs.keys()) {
    const cycle = walk(start, needs, done);
    if (cycle === null) continue;
    const index = variants.findIndex((variant) => textOf(variant.id) === cycle[0]);
    return { index, says: `goes in a circle (${cycle.join(' -> ')}); take one of these dependencies out` };
  }
  return null;
}

/** Depth first without recursion: a plan may be a chain of a thousand. */
function walk(start: string, needs: Map<string, string[]>, done: Set<string>): string[] | null {
  const trail: { id: string; next: number }[] = [{ id: start, next: 0 }];
  const onTrail = new Set([start]);
  for (let last = trail.at(-1); last; last = trail.at(-1)) {
    const id = needs.get(last.id)?.[last.next++];
    if (id === undefined) {
      done.add(last.id);
      onTrail.delete(last.id);
      trail.pop();
    } else if (onTrail.has(id)) {
      const ids = trail.map((each) => each.id);
      return [...ids.slice(ids.indexOf(id)), id];
    } else if (!done.has(id) && needs.has(id)) {
      trail.push({ id, next: 0 });
      onTrail.add(id);
    }
  }
  return null;
}

function about(path: FilePath, says: string): Finding {
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

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
