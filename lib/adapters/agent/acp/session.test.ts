import type * as acp from '@agentclientprotocol/sdk/unstable';
import { describe, expect, it } from 'vitest';
import { AcpTimeout, findValue, withTimeout } from './session';

const option: acp.SessionConfigOption = {
  id: 'model',
  name: 'Model',
  type: 'select',
  currentValue: 'small',
  options: [
    { value: 'small', name: 'Small One' },
    { value: 'vendor/big-2', name: 'Big' },
  ],
};
const grouped: acp.SessionConfigOption = {
  ...option,
  options: [{ group: 'g', name: 'Group', options: [{ value: 'deep', name: 'Deep' }] }],
};

describe('findValue', () => {
  it.each([
    ['small', 'small'],
    ['SMALL', 'small'],
    ['small one', 'small'],
    ['big-2', 'vendor/big-2'],
    ['vendor/big-2', 'vendor/big-2'],
    ['g-2', null],
    ['', null],
  ])('%j means %j', (wanted, value) => {
    expect(findValue(option, wanted)).toBe(value);
  });
  it('looks into groups', () => {
    expect(findValue(grouped, 'deep')).toBe('deep');
  });
});

describe('withTimeout', () => {
  it('passes answers and errors on', async () => {
    await expect(withTimeout(Promise.resolve(1), 'x')).resolves.toBe(1);
    await expect(withTimeout(Promise.reject(new Error('no')), 'x')).rejects.toThrow('no');
  });
  it('gives up on a request that is never answered, and says which', async () => {
    const never = new Promise<never>(() => undefined);
    await expect(withTimeout(never, 'the request to load', 20)).rejects.toThrow(AcpTimeout);
    await expect(withTimeout(never, 'the request to load', 20)).rejects.toThrow('did not answer the request to load');
  });
});
