import type { Failure } from '@/lib/core/failure';
import type { PreparedBase, SandboxCommandResult, SandboxRef } from '@/lib/core/ports';
import { composePrompt } from '@/lib/core/prompt';
import { listResults } from '@/lib/db/runs';
import { contractsFor } from '@/lib/services/run/agreements';
import { settleStart, startOf } from '@/lib/services/run/start';
import { secretsOf } from '@/lib/core/redact';
import { err, ok, type Result } from '@/lib/core/result';
import { limitFailure } from '@/lib/core/sandbox';
import type { AgentReach, ResolvedAgent } from '@/lib/schemas/agent-catalog';
import { launchPlanSchema } from '@/lib/schemas/launch-plan';
import type { RunnerSpec } from '@/lib/schemas/runner';
import { admitted } from '@/lib/services/run/admission';
import { failure, lastLines, moveTo, stepOutput, type RunContext } from '@/lib/services/run/context';
import { endRun } from '@/lib/services/run/end';
import { planCommand } from '@/lib/services/sandbox/command-plan';
import { imageFor } from '@/lib/services/sandbox/image-for';
import { findPrepared, prepareBase, runSetup, type PrepareBase } from '@/lib/services/sandbox/prepared-base';

const MAX_INSTRUCTION_BYTES = 256 * 1024;

/**
 * From a queued run to a runner that works. False: the run is over (it failed or was stopped). A preparation that a
 * crash cut short is thrown away and done again.
 */
export async function prepareRun(context: RunContext): Promise<boolean> {
  const { deps, run, spec, variant } = context;
  // One that was let in before a crash is in.
  if (run.status === 'queued') {
    await admitted(context, () => moveTo(context, 'preparing', { preparingAt: deps.clock.now() }));
  }
  if (context.cancel.aborted) return stopped(context);
  const start = await settleStart(context);
  if (!start.ok) return fail(context, start.error);
  if (!worksWithAgent(context)) return true;
  // First: a set-up for an agent that is not there would be for nothing.
  const agent = await deps.agents.resolve({
    name: agentOf(context),
    override: spec.agents[agentOf(context)] ?? null,
    model: variant.model,
  });
  if (!agent.ok) return fail(context, agent.error);
  const image = await findImage(context);
  if (!image.ok) return fail(context, image.error);
  const prepared = await preparedBase(context, image.value);
  if (!prepared.ok) return fail(context, prepared.error);
  if (context.cancel.aborted) return stopped(context);
  const sandbox = await createSandbox(context, prepared.value);
  if (!sandbox.ok) return fail(context, sandbox.error);
  if (!prepared.value) {
    const setup = await setUp(context, { sandbox: sandbox.value, image: image.value });
    if (setup) return fail(context, setup);
  }
  if (context.cancel.aborted) return stopped(context);
  const instructions = await readInstructions(context);
  if ('failure' in instructions) return fail(context, instructions.failure);
  const link = deps.openRunner(sandbox.value.runDir);
  const prompt = composePrompt({
    instructions: instructions.files,
    task: variant.task ?? spec.task,
    approach: variant.approach,
    message: run.message,
    answers: await answersFor(context),
    contracts: contractsFor(spec, variant),
    conflicts: start.value.conflicts,
    reportOnly: variant.reportOnly,
  });
  await link.writeSpec(
    await runnerSpec({ context, agent: agent.value, sandbox: sandbox.value, prompt, image: image.value }),
  );
  await deps.sandboxes.startRunner(sandbox.value);
  await moveTo(context, 'running');
  return true;
}

/** A combination has an agent only where its results do not fit together. */
export function worksWithAgent({ variant, run }: RunContext): boolean {
  return variant.kind === 'agent' || startOf({ run }).resolver !== null;
}

function agentOf({ variant, run }: Pick<RunContext, 'variant' | 'run'>): string {
  return startOf({ run }).resolver ?? variant.agent;
}

async function answersFor(context: RunContext): Promise<{ id: string; text: string }[]> {
  const before = await listResults(context.deps.db, startOf(context).answers);
  return before.map(({ key, summary, error }) => ({
    id: key,
    text: summary ?? error?.message ?? 'It ended without an answer.',
  }));
}

async function findImage(context: RunContext): Promise<Result<string | null, Failure>> {
  const output = stepOutput(context, 'system', 'image');
  const { project } = context.run.experiment;
  const image = await imageFor(context.deps, {
    sandbox: context.sandbox,
    project,
    hub: context.hub,
    baseSha: context.run.experiment.baseSha,
    onOutput: output.write,
  });
  await output.flush();
  return image;
}

async function preparedBase(context: RunContext, image: string | null): Promise<Result<PreparedBase | null, Failure>> {
  const { deps, run } = context;
  // A follow-up starts from what an agent wrote: its set-up is not shared, and gets no more than the agent had.
  if (!startsFromBase(context)) return ok(await findPrepared(deps, { ...placeOf(context, image), sha: run.startSha }));
  const output = stepOutput(context, 'setup', 'setup');
  const outcome = await prepareBase(deps, {
    ...placeOf(context, image),
    allowedHosts: context.allowedHosts,
    sha: run.startSha,
    signal: context.cancel,
    onOutput: output.write,
  });
  await output.flush();
  return outcome.failed && !outcome.failed.cancelled ? err(setupFailure(outcome.failed)) : ok(outcome.prepared);
}

function startsFromBase({ run }: RunContext): boolean {
  return run.startSha === run.experiment.baseSha;
}

type Place = Pick<PrepareBase, 'provider' | 'sandbox' | 'image' | 'hub' | 'copyFrom'>;

function placeOf({ provider, sandbox, hub, run }: RunContext, image: string | null): Place {
  return { provider, sandbox, image, hub, copyFrom: run.experiment.project.repoPath };
}

async function createSandbox(context: RunContext, prepared: PreparedBase | null): Promise<Result<SandboxRef, Failure>> {
  const { deps, run, sandbox, provider } = context;
  try {
    // What a crash left of an earlier try. One that is not whole is made anew without being asked.
    if (await deps.sandboxes.open(run.id)) await deps.sandboxes.destroy(run.id);
    const value = await deps.sandboxes.create({
      id: run.id,
      provider,
      hub: context.hub,
      sha: run.startSha,
      copyFrom: run.experiment.project.repoPath,
      copy: sandbox.copy,
      prepared,
      // Half of a start is the runner's own; where nothing runs in the sandbox before, it starts beside the checkout.
      withRunner: prepared !== null || !sandbox.setup,
    });
    return ok(value);
  } catch (cause) {
    const message = `The checkout could not be made: ${cause instanceof Error ? cause.message : String(cause)}`;
    return err(failure('base_unavailable', message, 'See that the disk has room, then retry the run.'));
  }
}

/** In the sandbox itself, where nothing is kept for others. */
async function setUp(
  context: RunContext,
  { sandbox, image }: { sandbox: SandboxRef; image: string | null },
): Promise<Failure | null> {
  const command = context.sandbox.setup;
  if (!command) return null;
  const output = stepOutput(context, 'setup', 'setup');
  const { allowedHosts, cancel: signal } = context;
  const input = { sandbox: context.sandbox, command, image, allowedHosts, signal, onOutput: output.write };
  const result = await runSetup(context.deps, sandbox, {
    ...input,
    role: startsFromBase(context) ? 'setup' : 'gate',
  });
  await output.flush();
  return result.exitCode === 0 || result.cancelled ? null : setupFailure(result);
}

function setupFailure(result: SandboxCommandResult): Failure {
  if (result.limit) return limitFailure(result.limit);
  const how = result.timedOut ? 'took too long' : `ended with exit code ${result.exitCode ?? 'none'}`;
  return failure(
    'setup_failed',
    `The set-up command ${how}.\n${lastLines(result.output)}`,
    'Mend the set-up command of the experiment, then run it again.',
  );
}

/** Read afresh from the project at each run, never cached, and never through a link out of it. */
async function readInstructions(
  context: RunContext,
): Promise<{ files: { path: string; text: string }[] } | { failure: Failure }> {
  const { deps, run, spec, variant } = context;
  const files: { path: string; text: string }[] = [];
  for (const path of new Set([...spec.instructions, ...(variant.instructions ?? [])])) {
    const text = await deps.disk.readContained(run.experiment.project.repoPath, path, MAX_INSTRUCTION_BYTES);
    if (text === null) {
      const message = `The instruction file ${path} is not in the project, or is larger than 256 KB.`;
      return {
        failure: failure('setup_failed', message, 'Correct `instructions` in the experiment, then run it again.'),
      };
    }
    files.push({ path, text });
  }
  return { files };
}

type SpecInput = {
  context: RunContext;
  agent: ResolvedAgent;
  sandbox: SandboxRef;
  prompt: string;
  image: string | null;
};

async function runnerSpec(input: SpecInput): Promise<RunnerSpec> {
  const { context, agent, sandbox, prompt } = input;
  const { deps, run, spec, variant } = context;
  const limits = { ...spec.limits, ...variant.limits };
  const reach = await reachOf(input);
  const role = { type: 'agent' as const, reach };
  const { image } = input;
  const launch = await planCommand(deps, sandbox, {
    sandbox: context.sandbox,
    image,
    allowedHosts: context.allowedHosts,
    role,
  });
  return {
    runId: run.id,
    agent: agentOf(context),
    cwd: sandbox.workspaceInside,
    env: reach.env,
    driver: { ...agent.driver, argv: reach.argv },
    launch: launchPlanSchema.parse(launch),
    prompt,
    permissions: spec.permissions,
    limits: {
      timeoutMs: limits.timeoutMs,
      idleMs: limits.idleMs,
      maxTurns: limits.maxTurns,
      maxToolCalls: limits.maxToolCalls,
      budgetUsd: limits.budgetUsd,
    },
    // Keys may stand in the experiment file, too.
    secrets: [...deps.agents.secrets(), ...secretsOf(agent.env)],
  };
}

/** What the agent gets of the host: everything where nothing locks it in, else only what it needs. */
async function reachOf({ context, agent, sandbox }: SpecInput): Promise<AgentReach> {
  const { sandboxes, agents } = context.deps;
  const onHost = sandboxes.environment({ ...sandbox, provider: 'process' }, agent.env, agent.passEnv);
  if (sandbox.provider === 'process')
    return { argv: agent.driver.argv, mounts: [], hosts: [], upstreams: [], env: onHost };
  const inside = sandboxes.environment(sandbox, {}, []);
  return agents.reach({ name: agentOf(context), agent, env: onHost, inside });
}

async function fail(context: RunContext, error: Failure): Promise<false> {
  if (context.cancel.aborted) return stopped(context);
  await endRun(context, 'failed', { error });
  return false;
}

export async function stopped(context: RunContext): Promise<false> {
  await context.deps.sandboxes.sweep(context.run.id);
  const reason = context.run.cancelReason ?? 'It was stopped before its agent started.';
  await endRun(context, 'cancelled', { error: failure('cancelled', reason, 'Retry the run to start it again.') });
  return false;
}
