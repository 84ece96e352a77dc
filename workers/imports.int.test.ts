import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentChoice, convertDocument, type Format } from '@/lib/schemas/import';
import { dispatcherResult } from '@/lib/schemas/import/dispatcher-result';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';

let product: TestProduct;
let repository: TempRepository;

beforeAll(async () => {
  process.env.BAKEOFF_DEMO_SPEED = '100';
  product = await createTestProduct();
  repository = await createTempRepository({ 'src/overlaps.js': 'export const none = [];\n' });
  await product.startWorker({ built: true });
}, 300_000);
afterAll(async () => {
  delete process.env.BAKEOFF_DEMO_SPEED;
  await product.cleanup();
  await repository.cleanup();
});

function convert(text: string, format: Exclude<Format, 'bakeoff'>) {
  const converted = convertDocument(text, format, {
    agents: agentChoice(['demo']),
    project: repository.dir,
    projectRoot: repository.dir,
    acceptRepair: true,
  });
  if (!converted.ok) throw new Error(converted.problems.map(({ message }) => message).join('\n'));
  return converted;
}

describe('documents of other systems run from end to end', { timeout: 120_000 }, () => {
  it('a dispatch, with its dependencies and its own form of result', async () => {
    const { text, tasks } = convert(await readFile('examples/import/dispatch.json', 'utf8'), 'dispatcher');
    const view = await product.run(text);
    const result = dispatcherResult(view, tasks, { ofVariant: () => null, index: null });
    expect(result.results.map(({ task_id: id, status }) => [id, status])).toEqual([
      ['find-cause', 'success'],
      ['gen-sweep', 'success'],
      ['gen-report', 'success'],
    ]);
    expect(result).toMatchObject({ status: 'success', summary: { total_tasks: 3, successful: 3, failed: 0 } });
    const cause = view.runs.find((run) => run.variant.key === 'find-cause');
    const after = view.runs.filter(
      (run) => run.variant.dependsOn.includes('find-cause') && run.variant.kind === 'agent',
    );
    expect(after.map((run) => run.inputs.answers)).toEqual([[cause?.id], [cause?.id]]);
    expect(after.every((run) => (run.timestamps.agentStarted ?? '') >= (cause?.timestamps.stopped ?? 'z'))).toBe(true);
  });

  it.each(['magic-box.yaml', 'magic-box-phases.yaml'])('%s, with what its tasks agreed on', async (name) => {
    const { text } = convert(await readFile(`examples/import/${name}`, 'utf8'), 'magic-box');
    const view = await product.run(text);
    expect(view.runs.map((run) => [run.variant.key, run.status])).toEqual(
      view.variants.map(({ key }) => [key, 'passed']),
    );
    expect(view.spec.integrationContracts.length).toBeGreaterThan(0);
  });
});
