/** The real Claude Code and the real Codex, locked in by bubblewrap and by Docker; only the model behind them is scripted. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { directive } from '@/e2e/model-server/script';
import { startModelServer, type ModelServer } from '@/e2e/model-server/server';
import { AGENT_CLIS_TIMEOUT_MS, findAgentClis, type AgentClis } from '@/e2e/real-agents/agent-clis';
import { DUMMY_KEY, linkAdapters, prepareRealAgents } from '@/e2e/real-agents/prepare';
import { startEngine } from '@/lib/testing/engine';
import { createTestProduct, type TestProduct } from '@/lib/testing/product';
import { createTempRepository, type TempRepository } from '@/lib/testing/temp-repository';

const GREET = 'export function greet(name) {\n  return "Hello " + name;\n}\n';
const TURNS = [
  { text: 'Reading the file.', read: 'greet.js' },
  { text: 'Changing it.', edit: ['greet.js', '  return "Hello " + name;', '  return `Hello, ${name}!`;'] },
  { run: 'env; id -u; ls -a ~; cat /proc/1/cmdline; git status --short' },
  { text: 'The greeting has a comma now.' },
];

let product: TestProduct;
let repository: TempRepository;
let server: ModelServer;
let dir: string;
let clis: AgentClis | null;
let image: string | null = null;

beforeAll(async () => {
  clis = await findAgentClis();
  if (!clis) return;
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'locked-agents-')));
  server = await startModelServer();
  repository = await createTempRepository({ 'greet.js': GREET });
  const engine = await startEngine('docker');
  if (engine) process.env.DOCKER_HOST = `unix://${engine.socket}`;
  image = engine?.image ?? null;
  product = await createTestProduct();
  await linkAdapters(clis, product.deps.paths.adapters);
  await product.startWorker();
}, AGENT_CLIS_TIMEOUT_MS);

beforeEach((context) => {
  if (!clis) context.skip('the real agent CLIs are not available');
});

afterAll(async () => {
  if (!clis) return;
  await product.cleanup();
  delete process.env.DOCKER_HOST;
  await server.close();
  await repository.cleanup();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

const WAYS = [
  { provider: 'bubblewrap', driver: 'acp' },
  { provider: 'bubblewrap', driver: 'command' },
  { provider: 'docker', driver: 'acp' },
] as const;

describe.each(WAYS)('in $provider through the $driver driver', ({ provider, driver }) => {
  it('both do the task, and see nothing of the person', { timeout: 180_000 }, async (context) => {
    if (provider === 'docker' && !image) context.skip('Docker is not available here');
    if (!clis) throw new Error('skipped before');
    const options = { clis, driver, modelServerUrl: server.url, dir: path.join(dir, `${provider}-${driver}`) };
    const { agents } = await prepareRealAgents(options);
    const view = await product.run(
      JSON.stringify({
        name: 'locked in',
        project: repository.dir,
        task: `Improve the greeting.\n\n${directive({ turns: TURNS as never })}`,
        variants: [
          { id: 'claude', agent: 'claude' },
          { id: 'codex', agent: 'codex' },
        ],
        test: `node -e "import('./greet.js').then(({ greet }) => process.exit(greet('you') === 'Hello, you!' ? 0 : 1))"`,
        agents,
        sandbox: { provider, ...(provider === 'docker' ? { image } : {}) },
      }),
    );
    for (const run of view.runs) {
      const events = await product.bakeoff.runs.events({ runId: run.id, after: 0, limit: 2000 });
      const told = JSON.stringify(events);
      expect(run).toMatchObject({ status: 'passed', success: true, summary: 'The greeting has a comma now.' });
      expect(run.diffStats).toMatchObject({ filesChanged: 1, linesAdded: 1, linesRemoved: 1 });
      expect(told).toContain('BAKEOFF_RUN_ID=');
      expect(told).toContain('HOME=/home/agent');
      expect(told).not.toContain(DUMMY_KEY);
      expect(told).not.toContain(product.home);
      expect(run.blocked).toEqual([]);
    }
  });
});
