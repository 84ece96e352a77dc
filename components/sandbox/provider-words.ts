/** What is said of sandboxes, the same in the form, on the pages of runs and of this computer. Pure. */
import {
  type Enforcement,
  LIMIT_NAMES,
  type LimitName,
  type SandboxChoice,
  type SandboxProbe,
  type SandboxProviderName,
} from '@/lib/core/sandbox';
import type { HostView, ProjectView } from '@/lib/schemas/view';

export const PROVIDER_TITLES: Record<SandboxProviderName, string> = {
  bubblewrap: 'bubblewrap',
  docker: 'Docker',
  process: 'Process',
};

export const PROVIDER_KINDS: Record<SandboxProviderName, string> = {
  bubblewrap: 'Namespaces of Linux: own files, processes and network',
  docker: 'A container, from an image that you choose',
  process: 'A private checkout, and nothing else of its own',
};

/** Said wherever `process` is used, or would be. */
export const NOT_ISOLATED =
  'Agents run as you, with your files and your network in reach; only the checkout is theirs.';

export const LIMIT_WORDS: Record<LimitName, string> = {
  cpus: 'Processors',
  memory: 'Memory',
  pids: 'Processes',
  disk: 'Disk',
};

export const ENFORCEMENT_WORDS: Record<Enforcement, string> = {
  enforced: 'held by the kernel',
  watched: 'watched once a second',
  none: 'not limited here',
};

export type Isolation =
  | { type: 'unknown' }
  | { type: 'isolated'; probe: SandboxProbe }
  /** `because`: it was chosen for this experiment, allowed for the project, or it is the demo. */
  | { type: 'open'; probe: SandboxProbe | null; because: 'chosen' | 'allowed' | 'demo' }
  /** The chosen provider does not work here. */
  | { type: 'broken'; probe: SandboxProbe }
  /** Nothing here isolates, and nobody has agreed to do without. */
  | { type: 'refused'; probes: SandboxProbe[] };

type IsolationInput = {
  host: HostView | null;
  choice: SandboxChoice;
  project: Pick<ProjectView, 'kind' | 'allowsProcess'> | null;
};

/** What runs would be locked in with, were they launched now. */
export function isolationOf({ host, choice, project }: IsolationInput): Isolation {
  if (!host) return choice === 'process' ? { type: 'open', probe: null, because: 'chosen' } : { type: 'unknown' };
  const used = choice === 'auto' ? host.automatic : choice;
  const probe = probeOf(host, used ?? 'process');
  if (used === null) {
    if (project?.kind === 'demo') return { type: 'open', probe, because: 'demo' };
    if (project?.allowsProcess) return { type: 'open', probe, because: 'allowed' };
    return { type: 'refused', probes: host.sandboxes.filter((each) => each.isolated) };
  }
  if (!probe) return { type: 'unknown' };
  if (!probe.ok) return { type: 'broken', probe };
  return probe.isolated ? { type: 'isolated', probe } : { type: 'open', probe, because: 'chosen' };
}

export function probeOf(host: HostView, provider: SandboxProviderName): SandboxProbe | null {
  return host.sandboxes.find((each) => each.provider === provider) ?? null;
}

/** What is known of the provider that would be used; null while that is not known. */
export function usedProbe(isolation: Isolation): SandboxProbe | null {
  return 'probe' in isolation ? isolation.probe : null;
}

/** What `auto` means on this computer. */
export function automaticText(host: HostView | null): string {
  if (!host) return 'The strongest that works on this computer';
  if (host.automatic === null) return 'Nothing that isolates works on this computer';
  return `${PROVIDER_TITLES[host.automatic]} on this computer`;
}

/** How one provider stands, in a few words. */
export function probeText(probe: SandboxProbe | null): string {
  if (!probe) return 'Not looked at yet';
  if (!probe.ok) return (probe.reasons[0] ?? 'Does not work on this computer').replaceAll('`', '');
  const version = probe.version ?? 'Works';
  return probe.isolated ? version : 'Not isolated';
}

/** The version without the name that stands beside it already. */
export function bareVersion({ provider, version }: SandboxProbe): string | null {
  const title = `${PROVIDER_TITLES[provider]} `;
  return version?.startsWith(title) ? version.slice(title.length) : version;
}

/** What a provider that works keeps agents from, and what it does not. */
export function reachOf(probe: SandboxProbe): { held: string[]; open: string[] } {
  const parts: [string, boolean][] = [
    ['your files and keys', probe.isolated],
    ['other processes', probe.isolated],
    ['other runs', probe.isolated],
    ['the network', probe.network],
  ];
  return {
    held: parts.filter(([, isHeld]) => isHeld).map(([words]) => words),
    open: parts.filter(([, isHeld]) => !isHeld).map(([words]) => words),
  };
}

/** Which limits are real: "Processors and memory held by the kernel; disk watched once a second". */
export function limitsText(probe: SandboxProbe): string {
  const kinds: Enforcement[] = ['enforced', 'watched', 'none'];
  const parts = kinds.flatMap((kind) => {
    const names = LIMIT_NAMES.filter((name) => probe.limits[name] === kind).map((name) =>
      LIMIT_WORDS[name].toLowerCase(),
    );
    return names.length > 0 ? [`${listed(names)} ${ENFORCEMENT_WORDS[kind]}`] : [];
  });
  return sentence(parts.join('; '));
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
