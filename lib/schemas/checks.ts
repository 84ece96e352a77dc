/** What `bakeoff doctor` says. Pure. */
import { formatBytes } from '@/lib/core/display';
import type { SandboxProbe } from '@/lib/core/sandbox';
import type { AgentView, HostView } from '@/lib/schemas/view';

export type Check = { name: string; status: 'ok' | 'warning' | 'failed'; detail: string; remedy: string };

export function pass(name: string, detail: string): Check {
  return { name, status: 'ok', detail, remedy: '' };
}

const LITTLE_SPACE_BYTES = 1_000_000_000;

export function diskCheck(home: string, freeBytes: number): Check {
  const found = pass('data folder', `${home}, ${formatBytes(freeBytes)} free`);
  if (freeBytes > LITTLE_SPACE_BYTES) return found;
  return { ...found, status: 'warning', remedy: '`bakeoff clean` removes what is no longer needed.' };
}

export function agentCheck(agent: AgentView): Check {
  const name = `agent ${agent.name}`;
  if (agent.status === 'ready')
    return pass(name, [agent.version, agent.executable].filter(Boolean).join(', ') || 'built in');
  const detail = agent.status === 'missing' ? 'not installed' : 'its ACP adapter is not installed';
  return { name, status: 'warning', detail, remedy: agent.install };
}

/** One line a provider, and one for what follows from all of them. Only without any of them nothing can run. */
export function sandboxChecks({ sandboxes, automatic }: HostView): Check[] {
  return [...sandboxes.map(providerCheck), automaticCheck(sandboxes, automatic)];
}

function providerCheck(probe: SandboxProbe): Check {
  const name = `sandbox ${probe.provider}`;
  const reasons = probe.reasons.join(' ');
  if (!probe.ok) return { name, status: 'warning', detail: reasons || 'does not work', remedy: probe.remedy ?? '' };
  if (!probe.isolated) return pass(name, 'works, and isolates nothing: agents run as you');
  return { ...pass(name, [probe.version ?? 'works', reasons].filter(Boolean).join('. ')), remedy: probe.remedy ?? '' };
}

function automaticCheck(sandboxes: SandboxProbe[], automatic: HostView['automatic']): Check {
  const name = 'sandboxes';
  if (automatic !== null) return pass(name, `runs are locked in with ${automatic}`);
  if (sandboxes.some((probe) => probe.ok)) {
    const remedy =
      'Take a step above, or let agents run without isolation: `--allow-process`, or once per project on its page.';
    return { name, status: 'warning', detail: 'nothing here locks agents in', remedy };
  }
  const remedy = 'Take one of the steps above; without a sandbox nothing runs.';
  return { name, status: 'failed', detail: 'no provider works', remedy };
}
