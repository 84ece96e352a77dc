/** The person's own commands that read and write JSON (`generate`, `aggregate`), in a sandbox of the untouched base. */
import { providerOf } from '@/lib/core/complete-sandbox';
import type { SandboxSpec } from '@/lib/core/experiment';
import type { PluginCommand } from '@/lib/core/plan-types';
import type { CancelSignal, SandboxCommandResult } from '@/lib/core/ports';
import { err, ok, type Result } from '@/lib/core/result';
import { limitFailure } from '@/lib/core/sandbox';
import type { Deps } from '@/lib/services/ports';
import { lastLines } from '@/lib/services/run/context';
import { planCommand } from '@/lib/services/sandbox/command-plan';
import { imageFor } from '@/lib/services/sandbox/image-for';
import { prepareBase, runSetup } from '@/lib/services/sandbox/prepared-base';

export type OwnCommand = {
  /** Id of the sandbox; one that is left from a crash is thrown away. */
  id: string;
  command: PluginCommand;
  /** For its standard input, as JSON. */
  input: unknown;
  hub: string;
  baseSha: string;
  project: { id: string; repoPath: string; allowedHosts: unknown };
  sandbox: SandboxSpec;
  signal: CancelSignal;
  maxOutput: number;
};

/** Nobody watches it: what it said is told when it ended. */
const onOutput = (): void => {};

/**
 * It is the person's code on the person's code, so it gets the network of the set-up. The error is a sentence about why
 * it did not run; what it ended with is for the caller to judge.
 */
export async function runOwnCommand(deps: Deps, own: OwnCommand): Promise<Result<SandboxCommandResult, string>> {
  const { id, hub, baseSha, sandbox, project, signal } = own;
  if (await deps.sandboxes.open(id)) await deps.sandboxes.destroy(id);
  const image = await imageFor(deps, { sandbox, project, hub, baseSha, onOutput });
  if (!image.ok) return err(`${image.error.message} ${image.error.remedy}`);
  const provider = providerOf(sandbox);
  const place = { provider, sandbox, image: image.value, hub, copyFrom: project.repoPath };
  const allowedHosts = project.allowedHosts as string[];
  const base = await prepareBase(deps, { ...place, sha: baseSha, allowedHosts, signal, onOutput });
  if (base.failed) return err(setupSentence(base.failed));
  const { prepared } = base;
  const { copy } = sandbox;
  const ref = await deps.sandboxes.create({
    id,
    provider,
    hub,
    sha: baseSha,
    copyFrom: place.copyFrom,
    copy,
    prepared,
  });
  try {
    const shared = { sandbox, image: image.value, allowedHosts, signal, onOutput };
    if (sandbox.setup && !prepared) {
      const setup = await runSetup(deps, ref, { ...shared, command: sandbox.setup, role: 'setup' });
      if (setup.exitCode !== 0) return err(setupSentence(setup));
    }
    const result = await deps.sandboxes.exec(ref, {
      command: own.command.run,
      timeoutMs: own.command.timeoutMs,
      stdin: `${JSON.stringify(own.input)}\n`,
      maxOutput: own.maxOutput,
      signal,
      env: deps.sandboxes.environment(ref, { CI: '1' }, []),
      plan: await planCommand(deps, ref, { ...shared, role: { type: 'setup' } }),
    });
    return ok(result);
  } finally {
    await deps.sandboxes.destroy(id);
  }
}

/** How a command ended that did not end well; null where it did. */
export function howItEnded(result: SandboxCommandResult): string | null {
  if (result.limit) return limitFailure(result.limit).message;
  if (result.timedOut) return 'The command took too long.';
  if (result.exitCode === 0) return null;
  return result.exitCode === null
    ? 'A signal ended the command.'
    : `The command ended with exit code ${result.exitCode}.`;
}

function setupSentence(result: SandboxCommandResult): string {
  return `The set-up failed before the command could run. ${howItEnded(result) ?? ''}\n${lastLines(result.output)}`;
}
