/** Pages of experiments with stages and dependencies: one waits for a person, the other stopped on a conflict. */
import type { Page } from '@playwright/test';
import { expect, runBakeoff } from '../fixtures';
import { launch } from './launch';

const made = { stagedId: '', graphId: '', conflictId: '', skippedId: '' };

const staged = (dir: string): string => `
project: ${dir}
name: stages for every eye
task: Write a file.
strategy: sequential
select: { by: person }
variants:
  - { id: first, agent: writer }
  - { id: second, agent: writer }
  - { id: broken, agent: breaker }
agents:
  writer: { command: [sh, -c, 'echo one line more >> README.md'] }
  breaker: { command: [sh, -c, 'rm README.md'] }
contract:
  gates: [{ name: readme, run: cat README.md }]
stages:
  - { name: polish, variants: [{ id: shine, agent: writer }, { id: wax, agent: writer }] }
`;

const graph = (dir: string): string => `
project: ${dir}
name: a graph for every eye
task: Write what you think.
strategy: graph
variants:
  - { id: one, agent: first }
  - { id: two, agent: second }
  - { id: why, agent: teller, reportOnly: true }
  - { id: bad, agent: breaker }
  - { id: behind, agent: first, dependsOn: [bad] }
agents:
  first: { command: [sh, -c, 'echo one > opinion.txt'] }
  second: { command: [sh, -c, 'echo two > opinion.txt'] }
  teller: { command: [sh, -c, 'echo Because nobody asked.'], output: text }
  breaker: { command: [sh, -c, 'exit 3'] }
test: test -f opinion.txt
`;

type Shown = { status: string; runs: { id: string; variant: { key: string } }[] };

async function ended(id: string, status: string): Promise<Shown> {
  let shown: Shown = { status: '', runs: [] };
  await expect(async () => {
    shown = JSON.parse((await runBakeoff('show', id, '--json')).stdout) as Shown;
    expect(shown.status).toBe(status);
  }).toPass({ timeout: 60_000 });
  return shown;
}

export async function launchPipelines(dir: string): Promise<void> {
  made.stagedId = await launch(runBakeoff, staged(dir));
  made.graphId = await launch(runBakeoff, graph(dir));
  await ended(made.stagedId, 'needs_person');
  const { runs } = await ended(made.graphId, 'done');
  const idOf = (key: string): string => runs.find(({ variant }) => variant.key === key)?.id ?? '';
  made.conflictId = idOf('combined');
  made.skippedId = idOf('behind');
}

const showsPicture = (page: Page): Promise<void> =>
  expect(
    page
      .getByRole('application', { name: /^Pipeline of/ })
      .getByRole('button')
      .first(),
  ).toBeVisible();

export const pipelinePlaces = [
  {
    name: 'live stages, one of which waits for a person',
    path: () => `/experiments/${made.stagedId}?tab=live`,
    ready: async (page: Page): Promise<void> => {
      await showsPicture(page);
      await expect(page.getByText('Stage main waits for you to pick its winner.')).toBeVisible();
    },
  },
  {
    name: 'pipeline and timeline',
    path: () => `/experiments/${made.stagedId}?tab=pipeline`,
    ready: async (page: Page): Promise<void> => {
      await showsPicture(page);
      await expect(page.getByRole('region', { name: 'Timeline' }).last()).toBeVisible();
    },
  },
  {
    name: 'pipeline as a table',
    path: () => `/experiments/${made.graphId}?tab=pipeline&pipeline=table`,
    ready: (page: Page): Promise<void> =>
      expect(page.getByRole('region', { name: 'Stages and tasks' })).toContainText('behind'),
  },
  {
    name: 'comparison of a stage',
    path: () => `/experiments/${made.stagedId}?tab=compare&stage=main`,
    ready: (page: Page): Promise<void> =>
      expect(page.getByRole('radiogroup', { name: 'Stage that is compared' })).toBeVisible(),
  },
  {
    name: 'comparison with a report',
    path: () => `/experiments/${made.graphId}?tab=compare`,
    ready: (page: Page): Promise<void> =>
      expect(page.getByRole('article', { name: 'Report of why' })).toContainText('Because nobody asked.'),
  },
  {
    name: 'form of a pipeline',
    path: () => `/experiments/new?from=${made.stagedId}`,
    ready: async (page: Page): Promise<void> => {
      await showsPicture(page);
      await expect(page.getByLabel('Name of the stage')).toHaveValue('polish');
    },
  },
  {
    name: 'run that stopped on a conflict',
    path: () => `/experiments/${made.graphId}/runs/${made.conflictId}`,
    ready: (page: Page): Promise<void> =>
      expect(page.getByRole('button', { name: 'Resolve by agent' }).last()).toBeVisible(),
  },
  {
    name: 'run that was skipped',
    path: () => `/experiments/${made.graphId}/runs/${made.skippedId}`,
    ready: (page: Page): Promise<void> => expect(page.getByRole('main')).toContainText('Never started'),
  },
];
