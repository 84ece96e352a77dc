import { expect, it } from 'vitest';
import { allowEntry, refusedEntries } from './allowed-host';

it('names the port only where an entry without one would not mean it', () => {
  expect([443, 80, 8443].map((port) => allowEntry({ host: 'packages.example', port }))).toEqual([
    'packages.example',
    'packages.example',
    'packages.example:8443',
  ]);
});

it('offers each entry once, with the address that was wanted', () => {
  const blocked = [443, 80, 22].map((port) => ({ host: 'packages.example', port }));
  expect(refusedEntries(blocked)).toEqual([
    { entry: 'packages.example', text: 'packages.example:443' },
    { entry: 'packages.example:22', text: 'packages.example:22' },
  ]);
});
