import { describe, expect, it } from 'vitest';
import type { HelpAction } from './types';
import { actionCommand, actionWords } from './words';

const memory = { field: 'memory', variant: null, value: '8g' } as const;
const ids = { experimentId: 'exp', runId: 'run' };

describe('what can be tried', () => {
  it.each<[HelpAction, string, string | null]>([
    [{ type: 'retry' }, 'Retry', 'bakeoff retry run'],
    [
      { type: 'retry-with', change: memory },
      'Run again with 8g of memory',
      'bakeoff run --again exp --change memory:8g',
    ],
    [
      { type: 'retry-with', change: { field: 'timeout', variant: 'a', value: '30m' } },
      'Run again with 30m of time',
      'bakeoff run --again exp --change timeout:30m:a',
    ],
    [{ type: 'allow-host', entry: 'a.example' }, 'Allow a.example', 'bakeoff run --again exp --allow a.example'],
    [{ type: 'show-gate', gate: 'tests' }, 'Output of tests', 'bakeoff logs run --only errors'],
    [{ type: 'open-data' }, 'Make room', 'bakeoff clean'],
    [{ type: 'follow-up', text: 'x' }, 'Tell the agent', null],
    [{ type: 'try-on-base' }, 'Try the contract on the base', null],
  ])('has a button and, where it can, a command: %j', (action, words, command) => {
    expect(actionWords(action)).toBe(words);
    expect(actionCommand(action, ids)).toBe(command);
  });
});
