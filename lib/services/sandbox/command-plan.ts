import type { SandboxSpec } from '@/lib/core/experiment';
import type { OpaquePlan, PlanRequest, SandboxRef } from '@/lib/core/ports';
import type { NetworkMode, NetworkPolicy, SandboxMount, Upstream } from '@/lib/core/sandbox';
import type { AgentReach } from '@/lib/schemas/agent-catalog';
import type { Deps } from '@/lib/services/ports';

export type CommandPlanInput = {
  sandbox: SandboxSpec;
  /** Docker: a ready image. */
  image: string | null;
  /** Hosts that a person allowed for the project. */
  allowedHosts: readonly string[];
  /** What the command is: it decides which network it gets. */
  role: { type: 'agent'; reach: AgentReach } | { type: 'setup' } | { type: 'gate' } | { type: 'preview' };
};

export type PlanDeps = Pick<Deps, 'sandboxes' | 'host'>;

/** How a command of a run is started: the same limits for all, the network by what the command is. */
export function planCommand(deps: PlanDeps, ref: SandboxRef, input: CommandPlanInput): Promise<OpaquePlan> {
  const { role, sandbox, image } = input;
  const isAgent = role.type === 'agent';
  const mounts: SandboxMount[] = isAgent ? role.reach.mounts : [];
  return deps.sandboxes.plan(ref, {
    limits: { ...sandbox.limits, memoryBytes: sandbox.limits.memoryBytes ?? deps.host.defaultMemoryBytes() },
    network: networkOf(input),
    mounts,
    image,
    runtime: sandbox.runtime,
  });
}

/** Null where nothing at all may be reached: then there is not even a gateway. */
export function networkOf(input: Omit<CommandPlanInput, 'image'>): PlanRequest['network'] {
  const { sandbox, role, allowedHosts } = input;
  const allow = [...sandbox.network.allow, ...allowedHosts];
  const { mode } = sandbox.network;
  // Without a gateway there would be no way in, either.
  if (role.type === 'preview')
    return reaching(mode, allow, []) ?? { policy: { mode: 'none', allow: [] }, upstreams: [] };
  // The set-up of the base is the person's own command on the person's own code.
  if (role.type === 'setup') return reaching(sandbox.setupNetwork, allow, []);
  if (role.type === 'agent' && mode !== 'none') {
    // Also where nothing is allowed: what it wanted is then told.
    const { upstreams } = role.reach;
    const hosts = mode === 'agents-only' ? [...allow, ...role.reach.hosts] : allow;
    return { policy: { mode, allow: [...new Set(hosts)] }, upstreams };
  }
  return reaching(mode, allow, []);
}

function reaching(mode: NetworkMode, hosts: string[], upstreams: Upstream[]): PlanRequest['network'] {
  const policy: NetworkPolicy = { mode, allow: [...new Set(hosts)] };
  const reachesNothing = mode === 'none' || (mode !== 'full' && policy.allow.length + upstreams.length === 0);
  return reachesNothing ? null : { policy, upstreams };
}
