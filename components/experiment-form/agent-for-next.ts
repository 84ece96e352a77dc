import { fieldOf } from '@/lib/schemas/experiment-file/draft';

/** The agent of the last variant: approaches are compared more often than vendors. */
export function agentForNext(
  variants: readonly unknown[],
  agents: readonly { name: string; status: string }[],
): string {
  const last = fieldOf(variants.at(-1), ['agent']);
  if (typeof last === 'string') return last;
  return (agents.find((agent) => agent.status === 'ready') ?? agents[0])?.name ?? 'claude';
}
