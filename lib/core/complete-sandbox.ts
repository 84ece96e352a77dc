import type { SandboxSpec } from './experiment';
import type { SandboxProviderName } from './sandbox';

/** What an experiment of a version that knew only the process provider left open. */
const BEFORE: SandboxSpec = {
  provider: 'process',
  image: null,
  runtime: null,
  limits: { cpus: null, memoryBytes: null, pids: null, diskBytes: null },
  network: { mode: 'full', allow: [] },
  setupNetwork: 'full',
  setup: null,
  setupTimeoutMs: 600_000,
  copy: [],
  preview: null,
};

export function completeSandbox(sandbox: Partial<SandboxSpec>): SandboxSpec {
  return { ...BEFORE, ...sandbox };
}

/** Launching replaces `auto` by what it found. */
export function providerOf(sandbox: Pick<SandboxSpec, 'provider'>): SandboxProviderName {
  if (sandbox.provider === 'auto') throw new Error('The experiment was launched without a sandbox provider.');
  return sandbox.provider;
}
