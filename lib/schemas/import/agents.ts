/** Which agent does the work of an agent type or a worker of a foreign document. Pure. */
import { AGENT_PRESETS } from '@/lib/core/agents';
import type { AgentChoice } from './types';

/** From `coder=claude`, `debug=codex`, or one name for all. */
export function agentChoice(flags: readonly string[]): AgentChoice {
  const pairs = flags.map((flag) => flag.split('=', 2));
  return {
    byKind: Object.fromEntries(pairs.flatMap(([kind, name]) => (kind && name !== undefined ? [[kind, name]] : []))),
    all: pairs.findLast(([, name]) => name === undefined)?.[0] ?? null,
  };
}

/** Null: the choice says nothing, and the document's own word is no agent. */
export function agentFor(kind: string | null, choice: AgentChoice): string | null {
  if (kind !== null && Object.hasOwn(choice.byKind, kind)) return choice.byKind[kind] ?? null;
  if (choice.all !== null) return choice.all;
  return kind !== null && AGENT_PRESETS.some(({ name }) => name === kind) ? kind : null;
}

/** `demo` on the demo project, else the first that the product knows. */
export function usualAgent(project: string | null): string {
  return project === 'builtin:demo' ? 'demo' : (AGENT_PRESETS[0]?.name ?? 'claude');
}
