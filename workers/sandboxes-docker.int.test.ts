/** Docker through the whole product: a project's own image, built with progress; set-up once; a preview; limits. */
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ExperimentView, ImageView, RunView } from '@/lib/schemas/view';
import { startEngine } from '@/lib/testing/engine';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';
import { waitUntil } from '@/lib/testing/wait';

let product: TestProduct;
let repository: TempRepository;
let hasEngine = false;

beforeAll(async () => {
  const engine = await startEngine('docker');
  if (!engine) return;
  hasEngine = true;
  process.env.DOCKER_HOST = `unix://${engine.socket}`;
  product = await createTestProduct();
  repository = await createTempRepository({
    'a.txt': 'one\n',
    '.gitignore': 'deps/\n',
    Dockerfile: `FROM ${engine.image}\nENV FROM_IMAGE=yes\nCOPY a.txt /etc/built-with\n`,
  });
  await product.startWorker();
}, 180_000);

beforeEach((context) => {
  if (!hasEngine) context.skip('Docker is not available here');
});

afterAll(async () => {
  if (!hasEngine) return;
  await product.cleanup();
  await repository.cleanup();
  delete process.env.DOCKER_HOST;
});

function file(variants: Record<string, string>, sandbox: Record<string, unknown> = {}): string {
  const names = Object.keys(variants);
  return JSON.stringify({
    name: 'docker',
    project: repository.dir,
    task: 'Try the container.',
    test: 'test "$FROM_IMAGE" = yes',
    variants: names.map((id) => ({ id, agent: id })),
    agents: Object.fromEntries(names.map((id) => [id, { command: ['sh', '-c', variants[id]], output: 'text' }])),
    // `auto` and an image mean Docker.
    sandbox: { image: './Dockerfile', ...sandbox },
  });
}

function runOf(view: ExperimentView, key: string): RunView {
  const run = view.runs.find((candidate) => candidate.variant.key === key && !candidate.superseded);
  if (!run) throw new Error(`no run of ${key}`);
  return run;
}

async function built(id: string): Promise<ImageView> {
  let image: ImageView | undefined;
  await waitUntil(async () => {
    image = (await product.bakeoff.images.list()).find((each) => each.id === id);
    return image !== undefined && image.status !== 'building';
  }, 'the image');
  if (!image) throw new Error('the image is gone');
  return image;
}

it('builds the image of a project, and shows what the engine says', async () => {
  const added = await product.bakeoff.projects.add(repository.dir);
  if (!added.ok) throw new Error(added.error.message);
  const started = await product.bakeoff.images.build({ name: './Dockerfile', projectId: added.value.id });
  if (!started.ok) throw new Error(started.error.message);
  const image = await built(started.value.id);
  expect(image).toMatchObject({ status: 'ready', error: null });
  expect(image.output).toContain('COPY a.txt');
  expect(image.sizeBytes).toBeGreaterThan(1e6);
  expect(await product.bakeoff.images.build({ name: './Dockerfile', projectId: null })).toMatchObject({ ok: false });
});

it('says why an image can not be had', async () => {
  const started = await product.bakeoff.images.build({ name: 'localhost/no-such-image:1', projectId: null });
  if (!started.ok) throw new Error(started.error.message);
  const image = await built(started.value.id);
  expect(image.status).toBe('failed');
  expect(image.error).toMatch(/no-such-image/);
});

it('runs agents and gates in it, and the set-up once', { timeout: 120_000 }, async () => {
  const look = 'cat /etc/built-with deps/made; id -u; echo "$FROM_IMAGE" > from.txt';
  const view = await product.run(
    file({ a: look, b: look }, { setup: 'mkdir -p deps && cat /proc/sys/kernel/random/uuid > deps/made' }),
  );
  expect(view.spec.sandbox.provider).toBe('docker');
  for (const key of ['a', 'b']) {
    const run = runOf(view, key);
    expect(run).toMatchObject({ status: 'passed', success: true, diffStats: { filesChanged: 1 } });
    expect(run.summary).toMatch(/^one\n[0-9a-f-]{36}\n[1-9]\d*$/);
  }
  expect(runOf(view, 'a').summary).toBe(runOf(view, 'b').summary);
});

it('says which limit ended a run', { timeout: 120_000 }, async () => {
  const greedy = 'node -e "const all = []; for (;;) all.push(Buffer.alloc(8e6, 1))"';
  const run = runOf(await product.run(file({ a: greedy }, { memory: '128m' })), 'a');
  expect(run).toMatchObject({ status: 'failed', error: { type: 'out_of_memory' } });
});

it('serves a result out of a container', { timeout: 120_000 }, async () => {
  const server = `require('http').createServer((q, r) => r.end(require('fs').readFileSync('a.txt'))).listen(process.env.PORT, '127.0.0.1')`;
  const preview = { run: `node -e "${server}"`, port: 3456 };
  const view = await product.run(file({ a: 'echo changed > a.txt' }, { preview }));
  await product.bakeoff.previews.start(runOf(view, 'a').id);
  const current = async () => runOf((await product.bakeoff.experiments.get(view.id))!, 'a').preview;
  await waitUntil(async () => (await current())?.status === 'ready', 'the preview');
  const { host, port } = new URL((await current())?.url ?? '');
  const body = await new Promise<string>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, headers: { host } }, (answer) => {
      answer.setEncoding('utf8');
      answer.once('data', resolve);
    });
    asked.once('error', reject);
    asked.end();
  });
  expect(body).toBe('changed\n');
  await product.bakeoff.previews.stop(runOf(view, 'a').id);
  await waitUntil(async () => (await current())?.status === 'stopped', 'its end');
});
