import { describe, expect, it } from 'vitest';
import type { SandboxProbe } from '@/lib/core/sandbox';
import type { HostView } from '@/lib/schemas/view';
import { automaticText, bareVersion, isolationOf, limitsText, probeText, reachOf, usedProbe } from './provider-words';

function probe(provider: SandboxProbe['provider'], change: Partial<SandboxProbe> = {}): SandboxProbe {
  return {
    provider,
    ok: true,
    isolated: provider !== 'process',
    version: `${provider} 1`,
    limits: { cpus: 'enforced', memory: 'enforced', pids: 'enforced', disk: 'watched' },
    network: true,
    pause: true,
    reasons: [],
    remedy: null,
    ...change,
  };
}

function host(automatic: HostView['automatic'], change: Partial<SandboxProbe> = {}): HostView {
  const sandboxes = [probe('bubblewrap', change), probe('docker', change), probe('process')];
  return { sandboxes, automatic, checkedAt: '' };
}

const NO = { ok: false, reasons: ['User namespaces are `off`.'] };
const project = { kind: 'path' as const, allowsProcess: false };

describe('isolationOf', () => {
  it('takes the strongest that works where nothing is chosen', () => {
    const isolation = isolationOf({ host: host('bubblewrap'), choice: 'auto', project });
    expect([isolation.type, usedProbe(isolation)?.provider]).toEqual(['isolated', 'bubblewrap']);
  });

  it('never goes on without isolation by itself', () => {
    expect(isolationOf({ host: host(null, NO), choice: 'auto', project })).toMatchObject({
      type: 'refused',
      probes: [{ provider: 'bubblewrap' }, { provider: 'docker' }],
    });
    expect(isolationOf({ host: host(null, NO), choice: 'auto', project: null }).type).toBe('refused');
  });

  it('says why it would go on without: the person agreed, chose it, or it is the demo', () => {
    const nothing = host(null, NO);
    const reasons = [
      isolationOf({ host: nothing, choice: 'auto', project: { ...project, allowsProcess: true } }),
      isolationOf({ host: host('bubblewrap'), choice: 'process', project }),
      isolationOf({ host: nothing, choice: 'auto', project: { ...project, kind: 'demo' } }),
    ];
    expect(reasons.map((each) => each.type === 'open' && each.because)).toEqual(['allowed', 'chosen', 'demo']);
  });

  it('does not replace a chosen provider that does not work', () => {
    expect(isolationOf({ host: host('docker', NO), choice: 'bubblewrap', project }).type).toBe('broken');
  });

  it('promises nothing before the computer was looked at', () => {
    expect(isolationOf({ host: null, choice: 'auto', project }).type).toBe('unknown');
    expect(isolationOf({ host: null, choice: 'process', project }).type).toBe('open');
  });
});

it('says what automatic means here, and how a provider stands', () => {
  expect([automaticText(null), automaticText(host('docker')), automaticText(host(null))]).toEqual([
    'The strongest that works on this computer',
    'Docker on this computer',
    'Nothing that isolates works on this computer',
  ]);
  expect([
    probeText(null),
    probeText(probe('docker')),
    probeText(probe('process')),
    probeText(probe('docker', NO)),
  ]).toEqual(['Not looked at yet', 'docker 1', 'Not isolated', 'User namespaces are off.']);
});

it('says of each provider what it holds back, and which limits are real', () => {
  expect(reachOf(probe('process', { network: false }))).toEqual({
    held: [],
    open: ['your files and keys', 'other processes', 'other runs', 'the network'],
  });
  expect(['Docker 27.1', 'podman 5.2'].map((version) => bareVersion(probe('docker', { version })))).toEqual([
    '27.1',
    'podman 5.2',
  ]);
  expect(reachOf(probe('docker')).open).toEqual([]);
  expect(limitsText(probe('docker'))).toBe(
    'Processors, memory and processes held by the kernel; disk watched once a second',
  );
  expect(
    limitsText(probe('process', { limits: { cpus: 'none', memory: 'watched', pids: 'watched', disk: 'none' } })),
  ).toBe('Memory and processes watched once a second; processors and disk not limited here');
});
