import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '@/lib/testing/engine';
import { engineSandbox, type EngineSandbox } from '@/lib/testing/engine-sandbox';
import { openEngine } from './engine';

const run = promisify(execFile);

describe.each(['docker', 'podman'] as const)('images of %s', (kind) => {
  let engine: TestEngine | null;
  let box: EngineSandbox;
  let project: string;

  beforeAll(async () => {
    engine = await startEngine(kind);
    project = await mkdtemp(path.join(tmpdir(), 'bakeoff-images-'));
    await run('git', ['init', '-q', project]);
  }, 240_000);
  afterAll(() => rm(project, { recursive: true, force: true }));
  beforeEach(async (test) => {
    if (!engine) test.skip();
    else box = await engineSandbox(engine, `i-${kind}`);
  });
  afterEach(async () => {
    if (!engine) return;
    expect(await box.end()).toEqual([]);
    const { docker } = openEngine(engine.socket);
    const filters = { reference: ['localhost/bakeoff/project'] };
    for (const { Id } of await docker.listImages({ filters })) await docker.getImage(Id).remove({ force: true });
  });

  async function commit(files: Record<string, string>): Promise<{ hub: string; sha: string }> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(project, name)), { recursive: true });
      await writeFile(path.join(project, name), content);
    }
    const git = ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@t'];
    await run('git', [...git, 'add', '-A']);
    await run('git', [...git, 'commit', '-q', '-m', 'x']);
    const { stdout } = await run('git', [...git, 'rev-parse', 'HEAD']);
    return { hub: path.join(project, '.git'), sha: stdout.trim() };
  }

  async function ensure(source: string, base: { hub: string; sha: string }): Promise<{ image: string; said: string }> {
    let said = '';
    const made = await box.provider.images.ensure({ source, ...base }, (text) => (said += text));
    return { image: made.ok ? made.value.image : `${made.error.message} ${made.error.remedy}`, said };
  }

  it("builds the project's Dockerfile from the commit, once, with progress", async () => {
    const base = await commit({
      Dockerfile: `FROM ${engine!.image}\nCOPY kept.txt /kept.txt\nRUN cat /kept.txt && echo built > /built\n`,
      'kept.txt': 'from the commit\n',
    });
    await writeFile(path.join(project, 'kept.txt'), 'from the folder\n');
    const first = await ensure('./Dockerfile', base);
    expect(first.said).toContain('from the commit\n');
    expect(first.said).toMatch(/^Building Dockerfile\n/);
    const again = await ensure('./Dockerfile', base);
    expect(again).toEqual({ image: first.image, said: '' });
    const done = await box.run('cat /kept.txt /built', { image: first.image });
    expect(done).toMatchObject({ stdout: 'from the commit\nbuilt\n', exitCode: 0 });
    expect((await box.provider.images.list()).map(({ id }) => id)).toContain(first.image);
  });

  it('finds in an image what runs the way out, else shows it the node of the host', async () => {
    const base = await commit({
      'docker/dev.Dockerfile': 'FROM scratch\nADD hello.txt /\n',
      'bare.Dockerfile': `FROM ${engine!.image}\nRUN rm -f $(readlink -f /usr/bin/node) /usr/bin/node\n`,
      'hello.txt': 'hello',
    });
    const made = await ensure('docker/dev.Dockerfile', base);
    expect(made.image).toMatch(/^(sha256:)?[0-9a-f]{64}$/);
    const network = { policy: { mode: 'none' as const, allow: [] }, upstreams: [] };
    await expect(box.plan({ image: made.image, network })).rejects.toThrow(/neither node nor python3/);
    const plan = await box.plan({ image: engine!.image, network });
    expect(plan.bridge).toEqual(['node', '/run/bakeoff/bridge.cjs']);
    const bare = await ensure('bare.Dockerfile', base);
    expect((await box.plan({ image: bare.image, network })).bridge).toEqual([
      '/opt/bakeoff/node',
      '/run/bakeoff/bridge.cjs',
    ]);
    const done = await box.run('echo $HTTP_PROXY; node', { image: bare.image, network });
    expect(done).toMatchObject({ stdout: 'http://127.0.0.1:3128\n', exitCode: 127 });
  });

  it('builds what a devcontainer names', async () => {
    const base = await commit({
      '.devcontainer/devcontainer.json': `{ // comment\n "build": { "dockerfile": "Box", "args": { "WHO": "dev" } }, "features": {}, }`,
      '.devcontainer/Box': `FROM ${engine!.image}\nARG WHO\nRUN echo $WHO > /who\n`,
    });
    const made = await ensure('devcontainer', base);
    expect(made.said).toContain('left out: features');
    expect((await box.run('cat /who', { image: made.image })).stdout).toBe('dev\n');
  });

  it('takes an image that is there as it is', async () => {
    const made = await ensure(engine!.image, await commit({ 'x.txt': String(Date.now()) }));
    expect(made.image).toMatch(/^(sha256:)?[0-9a-f]{64}$/);
    expect(made.said).toBe('');
  });

  it('says in a sentence what failed', async () => {
    const base = await commit({
      'Broken.Dockerfile': '',
      Dockerfile: `FROM ${engine!.image}\nRUN echo oh no; exit 9\n`,
    });
    const broken = await ensure('./Dockerfile', base);
    expect(broken.image).toMatch(/^The image could not be made ready\. .*(9|non-zero).*\. Build it in a terminal/s);
    expect(broken.said).toContain('oh no');
    expect((await ensure('localhost/no-such-image:1', base)).image).toMatch(/could not be made ready/);
    expect((await ensure('./gone/Dockerfile', base)).image).toMatch(/could not be made ready/);
  });
});
