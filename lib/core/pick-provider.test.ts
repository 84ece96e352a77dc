import { describe, expect, it } from 'vitest';
import { automaticProvider, pickProvider, type PickProvider } from './pick-provider';
import type { SandboxProbe, SandboxProviderName } from './sandbox';

function probe(provider: SandboxProviderName, ok: boolean): SandboxProbe {
  const limits = { cpus: 'none', memory: 'none', pids: 'none', disk: 'none' } as const;
  const isolated = provider !== 'process';
  const rest = { version: null, limits, network: isolated, pause: true };
  return {
    provider,
    ok,
    isolated,
    ...rest,
    reasons: ok ? [] : ['It is not installed.'],
    remedy: ok ? null : 'Install it.',
  };
}

const all = (working: SandboxProviderName[]): SandboxProbe[] =>
  (['bubblewrap', 'docker', 'process'] as const).map((name) => probe(name, working.includes(name)));
const pick = (over: Partial<PickProvider>) =>
  pickProvider({ choice: 'auto', hasImage: false, probes: all(['process']), consented: false, ...over });

describe('pickProvider', () => {
  it('takes bubblewrap where it works', () => {
    expect(pick({ probes: all(['bubblewrap', 'docker', 'process']) })).toEqual({ ok: true, provider: 'bubblewrap' });
  });
  it('takes Docker for an image', () => {
    expect(pick({ probes: all(['bubblewrap', 'docker']), hasImage: true })).toEqual({ ok: true, provider: 'docker' });
  });
  it('never falls back to process without consent, and says what would help', () => {
    const picked = pick({});
    expect(picked).toMatchObject({ ok: false, consent: true });
    expect(picked).toMatchObject({
      message: expect.stringMatching(/bubblewrap: It is not installed\. Install it\..*--allow-process/),
    });
  });
  it('uses process with consent, or where the file says so', () => {
    expect(pick({ consented: true })).toEqual({ ok: true, provider: 'process' });
    expect(pick({ choice: 'process' })).toEqual({ ok: true, provider: 'process' });
  });
  it('does not replace a provider that was named', () => {
    expect(pick({ choice: 'docker', probes: all(['bubblewrap', 'process']), consented: true })).toMatchObject({
      ok: false,
      consent: false,
      message: 'Docker does not work here. It is not installed. Install it.',
    });
    expect(pick({ hasImage: true, consented: true })).toMatchObject({ ok: false });
  });
  it.each(['process', 'bubblewrap'] as const)('refuses an image with %s', (choice) => {
    expect(pick({ choice, hasImage: true, probes: all(['bubblewrap', 'docker', 'process']) })).toMatchObject({
      ok: false,
    });
  });
  it('hints at Docker where only an image is missing', () => {
    expect(pick({ probes: all(['docker', 'process']) })).toMatchObject({
      message: expect.stringContaining('name an `image`'),
    });
  });
});

it('says what automatic means on a host', () => {
  expect(automaticProvider(all(['bubblewrap', 'process']))).toBe('bubblewrap');
  expect(automaticProvider(all(['docker', 'process']))).toBeNull();
});
