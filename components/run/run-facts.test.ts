import { describe, expect, it } from 'vitest';
import { gateSummary, hasEnded, waitingText } from './run-facts';

const gate = { name: 'tests', exitCode: 0, durationMs: 1, output: '', tests: null };

describe('gateSummary', () => {
  it('counts a gate that could not run as not passed', () => {
    expect(
      gateSummary({
        gates: [
          { ...gate, status: 'passed' },
          { ...gate, status: 'error' },
        ],
      }),
    ).toEqual({
      text: '1/2 gates',
      ok: false,
    });
  });

  it('says nothing where no gate has answered', () => {
    expect(gateSummary({ gates: [] })).toBeNull();
  });
});

describe('hasEnded', () => {
  it('counts an experiment that waits for a choice, whose runs are all over', () => {
    expect(hasEnded({ status: 'needs_person' })).toBe(true);
    expect(hasEnded({ status: 'cancelled' })).toBe(true);
    expect(hasEnded({ status: 'running' })).toBe(false);
  });
});

describe('waitingText', () => {
  it('says the place in line and why', () => {
    expect(waitingText({ status: 'queued', queuePosition: 2, waitsFor: 'Waits for memory.' })).toBe(
      'Number 2 in line. Waits for memory.',
    );
    expect(waitingText({ status: 'queued', queuePosition: 1, waitsFor: null })).toBe('Next in line.');
    expect(waitingText({ status: 'queued', queuePosition: null, waitsFor: null })).toBe('Waiting for a worker.');
  });

  it('says nothing about a run that is under way', () => {
    expect(waitingText({ status: 'running', queuePosition: 1, waitsFor: 'x' })).toBeNull();
  });
});
