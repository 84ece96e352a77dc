import { describe, expect, it, vi } from 'vitest';
import { createCoalescer } from './coalesce';

function setUp() {
  const started: string[] = [];
  const finish: (() => void)[] = [];
  const ask = createCoalescer((key) => {
    started.push(key);
    return new Promise((resolve) => {
      finish.push(resolve);
    });
  });
  return { started, finish, ask };
}

describe('createCoalescer', () => {
  it('turns many requests during one run into one more run', async () => {
    const { started, finish, ask } = setUp();
    ask('a');
    ask('a');
    ask('a');
    expect(started).toEqual(['a']);
    finish[0]?.();
    await vi.waitFor(() => expect(started).toEqual(['a', 'a']));
    finish[1]?.();
    await Promise.resolve();
    expect(started).toEqual(['a', 'a']);
  });

  it('keeps keys apart', () => {
    const { started, ask } = setUp();
    ask('a');
    ask('b');
    expect(started).toEqual(['a', 'b']);
  });

  it('starts again when asked after the end', async () => {
    const { started, finish, ask } = setUp();
    ask('a');
    finish[0]?.();
    await vi.waitFor(() => {
      ask('a');
      expect(started.length).toBeGreaterThan(1);
    });
  });
});
