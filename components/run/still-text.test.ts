import { describe, expect, it } from 'vitest';
import { sampleRun } from '@/lib/testing/sample-view';
import { stillText } from './still-text';

const NOW = Date.parse('2026-01-02T03:04:05.000Z');

describe('stillText', () => {
  it('says what a run waits for, and how long it still is to its next try', () => {
    const waiting = sampleRun({ status: 'queued', waitsFor: 'Waits before it is tried again (try 2 of 3).' });
    expect(stillText(waiting, NOW)).toBe('Waits before it is tried again (try 2 of 3).');
    expect(stillText({ ...waiting, notBefore: '2026-01-02T03:04:35.000Z' }, NOW)).toBe(
      'Waits before it is tried again (try 2 of 3). It starts in 30 s.',
    );
    expect(stillText({ ...waiting, notBefore: '2026-01-02T03:04:00.000Z' }, NOW)).not.toContain('It starts');
  });

  it('says because of whom a run was skipped', () => {
    const stopReason = 'A (api) did not pass, and this depends on it.';
    expect(stillText(sampleRun({ status: 'skipped', stopReason }), NOW)).toBe(stopReason);
    expect(stillText(sampleRun({ status: 'skipped' }), NOW)).toBe('It was skipped.');
  });

  it('says why a run was stopped only where its agent had said nothing', () => {
    const stopped = sampleRun({ status: 'cancelled', stopReason: 'A (quick) passed first.' });
    expect(stillText(stopped, NOW)).toBeNull();
    const early = { ...stopped, timestamps: { ...stopped.timestamps, agentStarted: null } };
    expect(stillText(early, NOW)).toBe('A (quick) passed first.');
    expect(stillText(sampleRun(), NOW)).toBeNull();
  });
});
