import type { Failure } from '@/lib/core/failure';
import type { SandboxRef } from '@/lib/core/ports';
import { composePrompt } from '@/lib/core/prompt';
import { secretsOf } from '@/lib/core/redact';
import type { RunnerSpec } from '@/lib/schemas/runner';
import { failure, lastLines, moveTo, stepOutput, type RunContext } from '@/lib/services/run/context';
import { endRun } from '@/lib/services/run/end';
import type { ResolvedAgent } from '@/lib/schemas/agent-catalog';

const MAX_INSTRUCTION_BYTES = 256 * 1024;

/**
 * From a queued run to a runner that works. False: the run is over (it failed or was stopped). A preparation that a
 * crash cut short is thrown away and done again.
 */
export async function prepareRun(context: RunContext): Promise<boolean> {
  const { deps, run, spec, variant } = context;
  if (run.status === 'queued') await moveTo(context, 'preparing', { preparingAt: deps.clock.now() });
  // The agent is looked up while the checkout is made: neither needs the other.
  const [agent, sandbox] = await Promise.all([
    deps.agents.resolve({
      name: variant.agent,
      override: spec.agents[variant.agent] ?? null,
      model: variant.model,
    }),
    createSandbox(context),
  ]);
  if (!agent.ok) return fail(context, agent.error);
  if (!sandbox.ok) return fail(context, sandbox.error);
  const setup = await runSetup(context, sandbox.value);
  if (setup) return fail(context, setup);
  if (context.cancel.aborted) return stopped(context);
  const instructions = await readInstructions(context);
  if ('failure' in instructions) return fail(context, instructions.failure);
  const link = deps.openRunner(sandbox.value.runDir);
  const prompt = composePrompt({
    instructions: instructions.files,
    task: variant.task ?? spec.task,
    approach: variant.approach,
    message: run.message,
  });
  await link.writeSpec(runnerSpec({ context, agent: agent.value, sandbox: sandbox.value, prompt }));
  await deps.sandboxes.startRunner(sandbox.value);
  await moveTo(context, 'running');
  return true;
}

async function createSandbox(
  context: RunContext,
): Promise<{ ok: true; value: SandboxRef } | { ok: false; error: Failure }> {
  const { deps, run, spec } = context;
  const { repoPath } = run.experiment.project;
  try {
    if (await deps.sandboxes.open(run.id)) {
      await deps.sandboxes.sweep(run.id);
      await deps.sandboxes.destroy(run.id);
    }
    const value = await deps.sandboxes.create({
      id: run.id,
      hub: context.hub,
      sha: run.startSha,
      copyFrom: repoPath,
      copy: spec.sandbox.copy,
    });
    return { ok: true, value };
  } catch (cause) {
    const message = `The checkout could not be made: ${cause instanceof Error ? cause.message : String(cause)}`;
    return {
      ok: false,
      error: failure('base_unavailable', message, 'See that the disk has room, then retry the run.'),
    };
  }
}

async function runSetup(context: RunContext, sandbox: SandboxRef): Promise<Failure | null> {
  const { deps, spec } = context;
  if (!spec.sandbox.setup) return null;
  const output = stepOutput(context, 'setup', 'setup');
  const result = await deps.sandboxes.exec(
    sandbox,
    {
      command: spec.sandbox.setup,
      timeoutMs: spec.sandbox.setupTimeoutMs,
      signal: context.cancel,
      onOutput: output.write,
    },
    deps.sandboxes.environment(sandbox, {}, []),
  );
  await output.flush();
  if (result.exitCode === 0 || result.cancelled) return null;
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
  const { deps, run, spec } = context;
  const files: { path: string; text: string }[] = [];
  for (const path of spec.instructions) {
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

type SpecInput = { context: RunContext; agent: ResolvedAgent; sandbox: SandboxRef; prompt: string };

function runnerSpec({ context, agent, sandbox, prompt }: SpecInput): RunnerSpec {
  const { deps, run, spec, variant } = context;
  const limits = { ...spec.limits, ...variant.limits };
  return {
    runId: run.id,
    agent: variant.agent,
    cwd: sandbox.workspace,
    env: deps.sandboxes.environment(sandbox, agent.env, agent.passEnv),
    driver: agent.driver,
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
