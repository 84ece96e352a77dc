import type { SandboxSpec } from '@/lib/core/experiment';
import type { CancelSignal, PreparedBase, SandboxCommandResult, SandboxRef } from '@/lib/core/ports';
import type { SandboxProviderName } from '@/lib/core/sandbox';
import { planCommand, type PlanDeps } from '@/lib/services/sandbox/command-plan';
import type { Deps } from '@/lib/services/ports';

export type PrepareDeps = PlanDeps & Pick<Deps, 'prepared' | 'cache' | 'cacheBytes'>;

export type PrepareBase = {
  provider: SandboxProviderName;
  sandbox: SandboxSpec;
  image: string | null;
  allowedHosts: readonly string[];
  hub: string;
  /** The commit whose set-up is wanted. */
  sha: string;
  copyFrom: string;
  signal: CancelSignal;
  onOutput: (text: string) => void;
};

export type PreparedOutcome =
  /** Null: nothing is kept for this sandbox, so set-up runs in it as it always did. */
  { prepared: PreparedBase | null; failed: null } | { prepared: null; failed: SandboxCommandResult };

/**
 * Set-up, once for a base: the first run that needs it runs it in a sandbox of its own and freezes what it made; the
 * others wait, and start from that copy-on-write. Not for the process provider, whose checkouts each have a path of their
 * own, which set-up may have written into what it made.
 */
export async function prepareBase(deps: PrepareDeps, input: PrepareBase): Promise<PreparedOutcome> {
  const command = input.sandbox.setup;
  if (!command || input.provider === 'process') return { prepared: null, failed: null };
  const key = await keyOf(deps, { ...input, command });
  const known = await deps.prepared.find(key);
  if (known) return { prepared: known, failed: null };
  const locked = await deps.prepared.withLock(
    key,
    async (): Promise<PreparedOutcome> => {
      const found = await deps.prepared.find(key);
      return found ? { prepared: found, failed: null } : make(deps, { ...input, command }, key);
    },
    input.signal,
  );
  return locked?.value ?? { prepared: null, failed: null };
}

/** What a set-up made that is as good as one of `sha`, without running any. */
export async function findPrepared(
  deps: Deps,
  input: Pick<PrepareBase, 'provider' | 'sandbox' | 'image' | 'hub' | 'sha' | 'copyFrom'>,
): Promise<PreparedBase | null> {
  const command = input.sandbox.setup;
  if (!command || input.provider === 'process') return null;
  return deps.prepared.find(await keyOf(deps, { ...input, command }));
}

type KeyInput = Pick<PrepareBase, 'provider' | 'sandbox' | 'image' | 'hub' | 'sha' | 'copyFrom'> & { command: string };

function keyOf(deps: PrepareDeps, input: KeyInput): Promise<string> {
  const { provider, image, hub, sha, command, copyFrom } = input;
  return deps.prepared.keyOf({ provider, image, hub, sha, command, copyFrom, copy: input.sandbox.copy });
}

async function make(
  deps: PrepareDeps,
  input: PrepareBase & { command: string },
  key: string,
): Promise<PreparedOutcome> {
  const id = `setup-${key.slice(0, 24)}`;
  // What a crash left of an earlier try.
  await deps.sandboxes.destroy(id);
  const { provider, hub, sha, copyFrom, sandbox } = input;
  const ref = await deps.sandboxes.create({
    id,
    provider,
    hub,
    sha,
    copyFrom,
    copy: sandbox.copy,
    prepared: null,
    toFreeze: true,
  });
  try {
    const result = await runSetup(deps, ref, { ...input, role: 'setup' });
    if (result.exitCode !== 0) return { prepared: null, failed: result };
    await deps.sandboxes.sweep(id);
    const prepared = await deps.prepared.freeze(key, { runDir: ref.runDir, hub, sha });
    await deps.cache.trim(deps.cacheBytes);
    return { prepared, failed: null };
  } finally {
    await deps.sandboxes.destroy(id);
  }
}

export type RunSetup = Pick<PrepareBase, 'sandbox' | 'image' | 'allowedHosts' | 'signal' | 'onOutput'> & {
  command: string;
  /** `gate`: the code is an agent's, so set-up gets no more than the agent had. */
  role: 'setup' | 'gate';
};

export async function runSetup(deps: PlanDeps, ref: SandboxRef, input: RunSetup): Promise<SandboxCommandResult> {
  const { command, signal, onOutput, sandbox } = input;
  return deps.sandboxes.exec(ref, {
    command,
    timeoutMs: sandbox.setupTimeoutMs,
    signal,
    onOutput,
    env: deps.sandboxes.environment(ref, {}, []),
    plan: await planCommand(deps, ref, { ...input, role: { type: input.role } }),
    onBlocked: ({ host, port }) => onOutput(`\n[wanted ${host}:${port}; the network policy refused it]\n`),
  });
}
