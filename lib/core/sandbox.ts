import type { Failure } from './failure';

/** What a sandbox is asked to hold back, and what it really holds back. Pure data. */

export const SANDBOX_PROVIDERS = ['bubblewrap', 'docker', 'process'] as const;
export type SandboxProviderName = (typeof SANDBOX_PROVIDERS)[number];

/** `auto`: the strongest that works on the host; found out at launch and then written into the experiment. */
export type SandboxChoice = SandboxProviderName | 'auto';

export const NETWORK_MODES = ['none', 'agents-only', 'allow-list', 'full'] as const;
/**
 * `agents-only`: the model API of the run's agent and what `allow` names. `allow-list`: only what `allow` names.
 * `full`: every public address. No mode reaches an address of the host or of its private networks.
 */
export type NetworkMode = (typeof NETWORK_MODES)[number];

export type NetworkPolicy = {
  mode: NetworkMode;
  /** `host`, `host:port` or `*.domain`; without a port: 80 and 443. */
  allow: string[];
};

/** Null: as much as the host has. */
export type SandboxLimits = {
  cpus: number | null;
  memoryBytes: number | null;
  pids: number | null;
  /** What a run may write altogether: checkout, home, temporary files. */
  diskBytes: number | null;
};

export const LIMIT_NAMES = ['cpus', 'memory', 'pids', 'disk'] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** `enforced`: by the kernel. `watched`: looked at once a second, and the run ended beyond it. */
export type Enforcement = 'enforced' | 'watched' | 'none';

export type SandboxProbe = {
  provider: SandboxProviderName;
  ok: boolean;
  /** False: what runs in it can read and write everything that the person can. */
  isolated: boolean;
  /** For people: "bubblewrap 0.8.0", "Docker 27.1", "podman 5.2". */
  version: string | null;
  limits: Record<LimitName, Enforcement>;
  /** Whether it can hold back the network. */
  network: boolean;
  pause: boolean;
  /** What keeps it from working, or what it does not do; sentences. */
  reasons: string[];
  /** The exact next step where it does not work; null where it does. */
  remedy: string | null;
};

/** One look at what a run uses. Totals since its start for `cpuMs` and the network, the present for the others. */
export type ResourceSample = {
  cpuMs: number;
  memoryBytes: number;
  pids: number;
  diskBytes: number;
  sentBytes: number;
  receivedBytes: number;
};

/** Which limit of the sandbox ended what ran in it. */
export type LimitHit = 'out_of_memory' | 'pids_limit' | 'disk_limit';

/** Highest of each; totals are their last. */
export function peakOf(peak: ResourceSample | null, sample: ResourceSample): ResourceSample {
  if (peak === null) return sample;
  const keys = Object.keys(sample) as (keyof ResourceSample)[];
  return Object.fromEntries(keys.map((key) => [key, Math.max(peak[key], sample[key])])) as ResourceSample;
}

/** A file or folder of the host that is shown inside; absolute paths of the host and of the inside. */
export type SandboxMount = { source: string; target: string; mode: 'ro' | 'rw' };

/** A model API whose key is set by the gateway, so that it never enters the sandbox. */
export type Upstream = { name: string; url: string; headers: Record<string, string> };

const LIMIT_WORDS: Record<LimitHit, { message: string; option: string }> = {
  out_of_memory: { message: 'It needed more memory than its sandbox has.', option: 'memory' },
  pids_limit: { message: 'It started more processes than its sandbox allows.', option: 'pids' },
  disk_limit: { message: 'It wrote more than its sandbox may hold.', option: 'disk' },
};

export function limitFailure(limit: LimitHit): Failure {
  const { message, option } = LIMIT_WORDS[limit];
  return { type: limit, message, remedy: `Raise \`sandbox.${option}\`, or make the task smaller.` };
}
