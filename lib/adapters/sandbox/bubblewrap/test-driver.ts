/** A program of its own for tests: starts one command in a sandbox and says how it ended. Arguments: FOLDER COMMAND OPTIONS. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testSandbox } from '@/lib/adapters/sandbox/bubblewrap/test-sandbox';

const [, , folder = '', command = '', options = '{}'] = process.argv;
const box = await testSandbox('driven', folder);
const probe = await box.provider.probe();
process.stdout.write(`${JSON.stringify({ runDir: box.ref.runDir, probe })}\n`);
const { overlay, ...request } = JSON.parse(options) as NonNullable<Parameters<typeof box.run>[1]> & {
  overlay?: boolean;
};
const plan = overlay ? { overlays: [await makeLayers()] } : {};
const done = await box.run(command, { ...request, plan });
const leftovers = await box.provider.leftovers();
await box.end();
process.stdout.write(`${JSON.stringify({ ...done, leftovers })}\n`);

async function makeLayers(): Promise<{ lower: string; upper: string; work: string; target: string }> {
  const [lower = '', upper = '', work = ''] = ['lower', 'upper', 'work'].map((name) =>
    path.join(box.ref.runDir, 'layers', name),
  );
  for (const made of [lower, upper, work, path.join(box.ref.workspace, 'deps')]) await mkdir(made);
  await writeFile(path.join(lower, 'base'), 'base');
  return { lower, upper, work, target: '/workspace/deps' };
}
