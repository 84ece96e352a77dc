import { expect, test } from 'vitest';
import { sandboxChecks } from '@/lib/schemas/checks';
import type { SandboxProbe } from '@/lib/core/sandbox';

function probe(provider: SandboxProbe['provider'], ok: boolean): SandboxProbe {
  return {
    provider,
    ok,
    isolated: provider !== 'process',
    version: ok ? `${provider} 1` : null,
    limits: { cpus: 'none', memory: 'none', pids: 'none', disk: 'none' },
    network: true,
    pause: true,
    reasons: ok ? [] : ['It is not installed.'],
    remedy: ok ? null : 'apt install it',
  };
}

function statuses(sandboxes: SandboxProbe[], automatic: SandboxProbe['provider'] | null) {
  return sandboxChecks({ sandboxes, automatic, checkedAt: '' }).map((check) => check.status);
}

test('a provider that does not work is a warning as long as another one isolates', () => {
  const sandboxes = [probe('bubblewrap', true), probe('docker', false), probe('process', true)];
  expect(statuses(sandboxes, 'bubblewrap')).toEqual(['ok', 'warning', 'ok', 'ok']);
  expect(sandboxChecks({ sandboxes, automatic: 'bubblewrap', checkedAt: '' })[1]).toMatchObject({
    detail: 'It is not installed.',
    remedy: 'apt install it',
  });
});

test('nothing that isolates is a warning, and nothing at all a failure', () => {
  const isolating = [probe('bubblewrap', false), probe('docker', false)];
  expect(statuses([...isolating, probe('process', true)], null).at(-1)).toBe('warning');
  expect(statuses([...isolating, probe('process', false)], null).at(-1)).toBe('failed');
});
