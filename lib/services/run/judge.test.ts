import { expect, test } from 'vitest';
import type { GateView } from '@/lib/schemas/view';
import { successOf } from '@/lib/services/run/judge';

function gate(status: GateView['status']): GateView {
  return { name: status, status, exitCode: 0, durationMs: 1, output: '', tests: null };
}

test('is green only where every gate held', () => {
  expect(successOf([gate('passed'), gate('passed')], 2)).toBe(true);
  expect(successOf([gate('passed'), gate('failed')], 2)).toBe(false);
});

test('knows nothing without a gate', () => {
  expect(successOf([], 0)).toBeNull();
});

test('is never green while gates are missing: it was stopped between two of them', () => {
  expect(successOf([gate('passed')], 2)).toBeNull();
  expect(successOf([gate('passed'), gate('error')], 3)).toBe(false);
});
