import type { SandboxChoice, SandboxProbe, SandboxProviderName } from './sandbox';

export type PickProvider = {
  choice: SandboxChoice;
  /** Whether the experiment names an image, which only Docker has. */
  hasImage: boolean;
  probes: readonly SandboxProbe[];
  /** A person agreed that agents of this project may run without isolation, or nothing foreign runs (the demo). */
  consented: boolean;
};

export type Picked =
  | { ok: true; provider: SandboxProviderName }
  /** `consent`: saying yes to runs without isolation would help. */
  | { ok: false; message: string; consent: boolean };

/** Never weaker than what was asked for: where nothing fits, a person is asked. */
export function pickProvider(input: PickProvider): Picked {
  const { choice, hasImage } = input;
  if (choice === 'process') {
    if (hasImage) return refuse('`image` needs Docker, and the provider is process. Leave one of the two out.');
    return { ok: true, provider: 'process' };
  }
  if (choice === 'bubblewrap' && hasImage) {
    return refuse('`image` needs Docker, and the provider is bubblewrap. Leave one of the two out.');
  }
  if (choice !== 'auto') return named(input, choice);
  if (hasImage) return named(input, 'docker');
  if (probeOf(input, 'bubblewrap')?.ok) return { ok: true, provider: 'bubblewrap' };
  if (input.consented) return { ok: true, provider: 'process' };
  const tried = input.probes
    .filter((probe) => probe.isolated && !probe.ok)
    .map((probe) => `${TITLES[probe.provider]}: ${[...probe.reasons, probe.remedy ?? ''].join(' ').trim()}`);
  const docker = probeOf(input, 'docker')?.ok ? ' Docker works here: name an `image` with the agent in it.' : '';
  return {
    ok: false,
    consent: true,
    message: `Nothing on this computer locks agents in without an image.${docker} ${tried.join(' ')} Or agree that agents of this project run without isolation: tick it in the form, run with --allow-process, or write \`provider: process\`.`,
  };
}

/** What `auto` means on a host, for an experiment without an image; null: a person has to be asked. */
export function automaticProvider(probes: readonly SandboxProbe[]): SandboxProviderName | null {
  const picked = pickProvider({ choice: 'auto', hasImage: false, probes, consented: false });
  return picked.ok ? picked.provider : null;
}

export const TITLES: Record<SandboxProviderName, string> = {
  bubblewrap: 'bubblewrap',
  docker: 'Docker',
  process: 'process',
};

function named(input: PickProvider, provider: SandboxProviderName): Picked {
  const probe = probeOf(input, provider);
  if (probe?.ok) return { ok: true, provider };
  const why = probe?.reasons.join(' ') ?? 'It is not supported on this system.';
  return refuse(`${TITLES[provider]} does not work here. ${why} ${probe?.remedy ?? ''}`.trim());
}

function probeOf(input: PickProvider, provider: SandboxProviderName): SandboxProbe | undefined {
  return input.probes.find((probe) => probe.provider === provider);
}

function refuse(message: string): Picked {
  return { ok: false, message, consent: false };
}
