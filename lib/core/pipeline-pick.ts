/** Which tasks of a picture are looked at: what a person picked, else what happens now. Pure. */
import type { Pipeline, PipelineNode } from './pipeline-types';
import { isTerminalRun } from './run-status';

/** As many as fit side by side. */
export const MOST_SIDE_BY_SIDE = 6;

/** As it stands in the address: keys hold no comma. */
export function writePick(keys: readonly string[]): string | null {
  return keys.length > 0 ? keys.join(',') : null;
}

export function readPick(param: string | null, pipeline: Pipeline): string[] {
  const known = new Set(tasksOf(pipeline).map(({ key }) => key));
  return (param ?? '').split(',').filter((key, index, all) => known.has(key) && all.indexOf(key) === index);
}

/** Alone, or together with what is picked already; picked again, it is let go. */
export function togglePick(picked: readonly string[], keys: readonly string[], isAdded: boolean): string[] {
  const areAll = keys.every((key) => picked.includes(key));
  if (!isAdded) return areAll && picked.length === keys.length ? [] : [...keys];
  return areAll ? picked.filter((key) => !keys.includes(key)) : [...new Set([...picked, ...keys])];
}

/**
 * Everything where it is little. Else what is at work, together with the few others of its stage; when nothing is,
 * what waits for a person, what won and what failed, the last stage first.
 */
export function defaultPick(pipeline: Pipeline): string[] {
  const tasks = tasksOf(pipeline).filter(({ runs }) => runs.length > 0);
  if (tasks.length <= MOST_SIDE_BY_SIDE) return keysOf(tasks);
  const atWork = tasks.filter(isAtWork);
  if (atWork.length > 0) {
    const stages = new Set(atWork.map(({ stage }) => stage));
    const siblings = tasks.filter(({ stage }) => stages.has(stage));
    return keysOf(siblings.length <= MOST_SIDE_BY_SIDE ? siblings : atWork);
  }
  const stages = pipeline.stages.toReversed();
  const told = stages.find(({ status }) => status === 'needs_person') ?? stages.find(({ nodes }) => nodes.some(hasRun));
  const own = tasks.filter(({ stage }) => stage === told?.name);
  if (own.length <= MOST_SIDE_BY_SIDE) return keysOf(own);
  const telling = own.filter((node) => node.winner || node.kind !== 'task' || hasFailed(node));
  return keysOf(telling.length > 0 ? telling : own);
}

function tasksOf(pipeline: Pipeline): PipelineNode[] {
  return pipeline.stages.flatMap(({ nodes }) => nodes.filter(({ kind }) => kind !== 'join'));
}

function keysOf(nodes: readonly PipelineNode[]): string[] {
  return nodes.slice(0, MOST_SIDE_BY_SIDE).map(({ key }) => key);
}

function hasRun({ runs }: PipelineNode): boolean {
  return runs.some(({ status }) => isTerminalRun(status) && status !== 'skipped');
}

function isAtWork({ runs }: PipelineNode): boolean {
  return runs.some(({ status }) => !isTerminalRun(status) && status !== 'queued');
}

function hasFailed({ run }: PipelineNode): boolean {
  return run !== null && isTerminalRun(run.status) && run.status !== 'passed' && run.status !== 'skipped';
}
