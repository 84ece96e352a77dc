import { afterEach, beforeEach, expect, vi } from 'vitest';

// What a test prints as an error is a failure nobody looked at.
beforeEach(() => {
  vi.spyOn(console, 'error');
});

afterEach(() => {
  const calls = vi.mocked(console.error).mock.calls;
  vi.restoreAllMocks();
  expect(calls).toEqual([]);
});
