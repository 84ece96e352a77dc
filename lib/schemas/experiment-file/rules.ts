/**
 * Rules between fields. They look at the raw data, so that a person sees them together with the problems of single
 * fields; whatever has the wrong type is somebody else's problem and is skipped.
 */
import type { Finding } from './problems';
import { checkConditions } from './rules/conditions';
import { checkContracts } from './rules/contracts';
import { checkDependencies } from './rules/dependencies';
import { finding, rawOf, stagesOf, type Raw } from './rules/raw';
import { checkStages } from './rules/stages';

export { BUILT_IN_WEIGHTS } from './rules/contracts';

export function checkRules(data: unknown): Finding[] {
  const file = rawOf(data);
  if (!file) return [];
  const stages = stagesOf(file);
  return [
    ...checkVariants(file),
    ...checkStages(file, stages),
    ...checkDependencies(stages),
    ...checkConditions(stages),
    ...checkContracts(file, stages),
    ...checkAgents(file),
  ];
}

/** They are written by a person, by a command at the launch, or by both. */
function checkVariants({ variants, generate }: Raw): Finding[] {
  if (generate !== undefined) return [];
  if (variants === undefined) return [finding(['variants'], 'is not a list of variants')];
  const isEmpty = Array.isArray(variants) && variants.length === 0;
  return isEmpty ? [finding(['variants'], 'is empty; an experiment needs at least one variant')] : [];
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
