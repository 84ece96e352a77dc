/** From the file's words to the domain's. */
import type { AgentOverride, ExperimentSpec, SandboxSpec } from '@/lib/core/experiment';
import type { ParsedExperimentFile } from './schema';
import { toStages } from './to-stages';

type FileAgent = ParsedExperimentFile['agents'][string];

export function toSpec(file: ParsedExperimentFile): ExperimentSpec {
  const { stages, variants } = toStages(file);
  const [main] = stages;
  if (!main) throw new Error('An experiment has at least one stage.');
  const task = file.task ?? '';
  return {
    name: file.name ?? nameOf(task || (file.variants[0]?.task ?? '')),
    metadata: file.metadata,
    project: file.project,
    base: file.base ?? null,
    includeUncommitted: file.includeUncommitted,
    task,
    instructions: file.instructions,
    strategy: main.strategy,
    limits: {
      maxParallel: file.limits.maxParallel,
      timeoutMs: file.limits.timeout,
      idleMs: file.limits.idle,
      failFast: file.limits.failFast,
      budgetUsd: file.limits.budgetUsd ?? null,
      maxTurns: file.limits.maxTurns ?? null,
      maxToolCalls: file.limits.maxToolCalls ?? null,
    },
    permissions: file.permissions,
    sandbox: toSandbox(file.sandbox),
    variants,
    contract: main.contract,
    select: main.select,
    stages,
    integrationContracts: file.integrationContracts.map((contract) => ({
      name: contract.name,
      provider: contract.provider,
      consumers: contract.consumers,
      specification:
        typeof contract.specification === 'string'
          ? contract.specification
          : JSON.stringify(contract.specification, null, 2),
      check: contract.check ?? null,
      produces: contract.produces
        ? { path: contract.produces.path, schema: JSON.stringify(contract.produces.schema) }
        : null,
    })),
    generate: file.generate
      ? { run: file.generate.run, count: file.generate.count, timeoutMs: file.generate.timeout }
      : null,
    aggregate: file.aggregate ? { run: file.aggregate.run, timeoutMs: file.aggregate.timeout } : null,
    agents: Object.fromEntries(Object.entries(file.agents).map(([name, agent]) => [name, toAgent(agent)])),
  };
}

function toSandbox(file: ParsedExperimentFile['sandbox']): SandboxSpec {
  return {
    provider: file.provider,
    image: file.image ?? null,
    runtime: file.runtime ?? null,
    limits: {
      cpus: file.cpus ?? null,
      memoryBytes: file.memory ?? null,
      pids: file.pids,
      diskBytes: file.disk,
    },
    network: { mode: file.network, allow: file.allow },
    setupNetwork: file.setupNetwork,
    setup: file.setup ?? null,
    setupTimeoutMs: file.setupTimeout,
    copy: file.copy,
    preview: file.preview ?? null,
  };
}

/** An experiment without a name is called by the first line of its task. */
function nameOf(task: string): string {
  const first =
    task
      .trim()
      .split(/[\r\n]/)[0]
      ?.trim() ?? '';
  return first.length > 60 ? `${first.slice(0, 59).trimEnd()}…` : first || 'Untitled experiment';
}

function toAgent(agent: FileAgent): AgentOverride {
  return {
    driver: agent.driver ?? (agent.command ? 'command' : null),
    executable: agent.executable ?? null,
    command: agent.command ?? null,
    output: agent.output ?? null,
    model: agent.model ?? null,
    env: agent.env,
    passEnv: agent.passEnv,
  };
}
