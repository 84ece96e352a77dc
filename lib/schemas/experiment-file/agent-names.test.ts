import { expect, it } from 'vitest';
import { agentNameProblems } from './agent-names';

it('finds agents that are not there in all stages and in the summary', () => {
  const text = `task: t
variants:
  - { id: a, agent: claud }
stages:
  - name: later
    variants:
      - { id: b, agent: mine }
      - { id: c, agent: nobody-at-all }
summarize: { agent: demoo }
agents: { mine: { command: [mine] } }
`;
  expect(agentNameProblems(text).map(({ line, column, message }) => [line, column, message.split(';')[0]])).toEqual([
    [3, 21, '"claud" is not an agent'],
    [8, 25, '"nobody-at-all" is not an agent'],
    [9, 21, '"demoo" is not an agent'],
  ]);
});

it('finds nothing in a text that is no experiment', () => {
  expect(agentNameProblems('- a')).toEqual([]);
  expect(agentNameProblems('a: [')).toEqual([]);
});
