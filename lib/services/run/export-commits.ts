import { bundleCommand } from '@/lib/core/bundle-command';
import type { SandboxRef } from '@/lib/core/ports';
import type { RunContext } from '@/lib/services/run/context';
import { planCommand } from '@/lib/services/sandbox/command-plan';
import { imageFor } from '@/lib/services/sandbox/image-for';

const BUNDLE = 'bakeoff-commits.bundle';
const TIMEOUT_MS = 60_000;
const MAX_REF_BYTES = 4096;

/**
 * The commits that a locked-in agent made itself, kept beside its result: a bundle made inside, checked outside. A
 * sentence about them, or null where there is nothing to say.
 */
export async function exportAgentCommits(context: RunContext, sandbox: SandboxRef): Promise<string | null> {
  const { deps, run, variant, hub } = context;
  // Where nothing locks it in, git would run on the host with what the agent wrote.
  if (sandbox.provider === 'process' || !(await hasCommitted(context, sandbox))) return null;
  const ref = `refs/bakeoff-agent/${run.experimentId}/${variant.id}/${run.id}`;
  const made = await makeBundle(context, sandbox);
  if (made !== null) return `The agent's own commits could not be kept: ${made}`;
  const bundle = `${sandbox.runDir}/tmp/${BUNDLE}`;
  const kept = await deps.git.exportCommits({ hub, bundle, baseSha: run.startSha, ref });
  if (!kept.ok) return `The agent's own commits could not be kept: ${kept.error.message}`;
  const { commits } = kept.value;
  return commits === 0
    ? null
    : `${commits} ${commits === 1 ? 'commit' : 'commits'} of the agent's own, kept as ${ref}.`;
}

/** Read as files: the branch that the checkout began on still says the start. */
async function hasCommitted(context: RunContext, sandbox: SandboxRef): Promise<boolean> {
  const read = (name: string): Promise<string | null> =>
    context.deps.disk.readContained(sandbox.workspace, `.git/${name}`, MAX_REF_BYTES);
  const head = await read('HEAD');
  return head?.trim() !== 'ref: refs/heads/work' || (await read('refs/heads/work'))?.trim() !== context.run.startSha;
}

/** Null, or what went wrong. */
async function makeBundle(context: RunContext, sandbox: SandboxRef): Promise<string | null> {
  const { deps, run } = context;
  const { project, baseSha } = run.experiment;
  const place = { sandbox: context.sandbox, project, hub: context.hub, baseSha, onOutput: () => undefined };
  const image = await imageFor(deps, place);
  if (!image.ok) return image.error.message;
  const nothing = { ...context.sandbox, network: { mode: 'none' as const, allow: [] } };
  const result = await deps.sandboxes.exec(sandbox, {
    command: `rm -rf "$TMPDIR/${BUNDLE}" && ${bundleCommand(run.startSha)} > "$TMPDIR/${BUNDLE}"`,
    timeoutMs: TIMEOUT_MS,
    env: deps.sandboxes.environment(sandbox, {}, []),
    plan: await planCommand(deps, sandbox, {
      sandbox: nothing,
      image: image.value,
      allowedHosts: [],
      role: { type: 'gate' },
    }),
  });
  if (result.timedOut) return 'git took too long.';
  return result.exitCode === 0 ? null : `git ended with exit code ${result.exitCode ?? 'none'}.`;
}
