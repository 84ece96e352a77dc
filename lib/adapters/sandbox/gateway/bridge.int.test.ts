import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { findExecutable } from '@/lib/adapters/process/user-path';
import { bridgeArguments, bridgeFile } from './bridge-file';
import { listenOn, testNames, useGateway, useServer, type GatewayFixture } from './gateway-fixture';

const run = promisify(execFile);
const searchPath = process.env.PATH ?? '/usr/bin:/bin';
const bwrap = await findExecutable('bwrap', searchPath);
const python = await findExecutable('python3', '/usr/bin:/usr/local/bin:/opt/homebrew/bin').catch(() => null);
const works =
  bwrap !== null &&
  (await run(bwrap, [...lockedIn(null), 'true']).then(
    () => true,
    () => false,
  ));
const isCi = !['', '0', 'false'].includes(process.env.CI ?? '');

it.runIf(isCi)('has bubblewrap in CI', () => expect(works).toBe(true));
if (!works) process.stderr.write('\n*** SKIPPED: bubblewrap does not work here, so the bridge is not tested ***\n\n');

/** The system, Node.js and the bridges; not all of `/`, where others may be mounting and unmounting just now. */
function lockedIn(socket: string | null): string[] {
  const nodePrefix = path.resolve(process.execPath, '../..');
  const places = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc', nodePrefix, path.dirname(bridgeFile())];
  const shown = [...new Set(places)].flatMap((place) => ['--ro-bind-try', place, place]);
  const gateway = socket === null ? [] : ['--ro-bind', socket, '/run/bakeoff/gateway.sock'];
  // The repository may lie below /tmp.
  const base = ['--tmpfs', '/tmp', ...shown, '--dev', '/dev', '--proc', '/proc', ...gateway];
  return [...base, '--unshare-net', '--unshare-pid', '--die-with-parent', '--chdir', '/tmp', '--clearenv'];
}

type Ended = { code: number | null; out: string; err: string };

let files = '';
beforeAll(async () => {
  files = await mkdtemp(path.join(tmpdir(), 'bridge-'));
});
afterAll(() => rm(files, { recursive: true, force: true }));

const kinds = [
  { name: 'the bridge for Node.js', command: [process.execPath, bridgeFile('bridge.cjs')], isThere: true },
  { name: 'the bridge for Python', command: [python ?? 'python3', bridgeFile('bridge.py')], isThere: python !== null },
];

describe.each(kinds)('$name', ({ command, isThere }) => {
  const start = ({ plan }: GatewayFixture, argv: string[]): ChildProcess => {
    const env = [
      '--setenv',
      'PATH',
      `${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      '--setenv',
      'HOME',
      '/tmp',
    ];
    const shown = [...lockedIn(plan.socket), ...env, '--ro-bind', files, files];
    const child = spawn(bwrap ?? '', [...shown, ...command, ...bridgeArguments(plan), ...argv], {
      env: { NODE_ENV: 'test' },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  const inside = async (fixture: GatewayFixture, script: string): Promise<Ended> => {
    const child = start(fixture, ['sh', '-c', script]);
    child.stdin?.end();
    const [out, err, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
    return { code: code as number | null, out, err };
  };

  describe.runIf(works && isThere)('in a sandbox without a network', () => {
    it('lets curl reach what is listed, and nothing else', async () => {
      const host = await useServer();
      const other = await useServer();
      const allow = [`listed.test:${host.port}`, `127.0.0.1:${host.port}`];
      const fixture = await useGateway({ policy: { mode: 'agents-only', allow } }, testNames);
      const script = [
        `curl -s http://listed.test:${host.port}/a`,
        `curl -s http://127.0.0.1:${host.port}/forwarded`,
        `curl -s -w '%{http_code}\\n' http://other.test:${host.port}/`,
        `curl -s http://127.0.0.1:${other.port}/direct; echo "direct $?"`,
        `curl -s --noproxy '' -o /dev/null -w 'host %{http_code}\\n' http://127.0.0.1:${other.port}/`,
        `curl -s -o /dev/null -w 'metadata %{http_code}\\n' http://169.254.169.254/`,
        `curl -s --noproxy '*' http://1.1.1.1/; echo "around $?"`,
      ];
      const { out } = await inside(fixture, script.join('; '));
      expect(out).toContain('hello from the host: /a');
      expect(out).toContain('hello from the host: /forwarded');
      expect(out).toMatch(/Bakeoff blocked other\.test:\d+: .*allow-list[^\n]*\n403/);
      expect(out).toContain('direct 7');
      expect(out).toContain('host 403');
      expect(out).toContain('metadata 403');
      expect(out).toContain('around 7');
      expect(other.seen).toEqual([]);
      expect(fixture.blocked.map(({ host: name }) => name)).toEqual(['other.test', '127.0.0.1', '169.254.169.254']);
    });
    it('refuses names that lead to the host or the cloud, also with a full network', async () => {
      const host = await useServer();
      const fixture = await useGateway({ policy: { mode: 'full', allow: [] } }, testNames);
      const code = `-s -o /dev/null -w '%{http_code}\\n'`;
      const script = `curl ${code} http://metadata.test/; curl ${code} http://any.test/; curl -s https://any.test/; echo $?`;
      expect((await inside(fixture, script)).out).toBe('403\n403\n56\n');
      expect(host.seen).toEqual([]);
      expect(fixture.blocked).toHaveLength(3);
    });
    it('tunnels https to the server that the client sees itself', async () => {
      const [key, cert] = [path.join(files, 'key.pem'), path.join(files, 'cert.pem')];
      const subject = ['-subj', '/CN=secure.test', '-addext', 'subjectAltName=DNS:secure.test'];
      const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
      await run('openssl', ['req', '-x509', ...ec, '-keyout', key, '-out', cert, ...subject]);
      const options = { key: await readFile(key), cert: await readFile(cert) };
      const secure = await listenOn(createTlsServer(options, (_from, to) => void to.end('secure\n')));
      const allow = [`secure.test:${secure.port}`, `127.0.0.1:${secure.port}`];
      const fixture = await useGateway({ policy: { mode: 'allow-list', allow } }, testNames);
      const url = `https://secure.test:${secure.port}/`;
      const { out } = await inside(fixture, `curl -sS --cacert ${cert} ${url}; curl -s ${url}; echo $?`);
      expect(out).toBe('secure\n60\n');
    });
    it('sets a key that is nowhere inside', async () => {
      const secret = 'sk-real-key-of-the-person-1234567890';
      const host = await useServer();
      const upstreams = [{ name: 'm', url: host.url, headers: { 'x-api-key': secret } }];
      const fixture = await useGateway({ upstreams });
      const look = `env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr '\\0' '\\n'`;
      const { out } = await inside(fixture, `curl -s http://127.0.0.1:3128/model/m/v1 -d x; ${look}`);
      expect(out).toContain('hello from the host: /v1');
      expect(host.seen[0]?.headers['x-api-key']).toBe(secret);
      expect(out).toContain('HTTPS_PROXY=http://127.0.0.1:3128');
      expect(out).not.toContain(secret);
    });
    it('lets npm and git through', async () => {
      const repo = path.join(files, `repo-${Math.random()}`);
      await mkdir(repo);
      await writeFile(path.join(repo, 'a.txt'), 'from git');
      const git = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-C', repo];
      for (const args of [['init', '-q'], ['add', '.'], ['commit', '-qm', 'one'], ['update-server-info']]) {
        await run('git', [...git, ...args]);
      }
      const host = await useServer((from, to) => {
        const { pathname } = new URL(from.url ?? '', 'http://x');
        if (pathname === '/pack-age') {
          const version = { name: 'pack-age', version: '1.2.3', dist: { tarball: 'http://x/x.tgz' } };
          to.end(JSON.stringify({ ...version, 'dist-tags': { latest: '1.2.3' }, versions: { '1.2.3': version } }));
          return;
        }
        readFile(path.join(repo, '.git', pathname.replace('/repo.git', ''))).then(
          (content) => to.end(content),
          () => to.writeHead(404).end(),
        );
      });
      const allow = [`pkg.test:${host.port}`, `127.0.0.1:${host.port}`];
      const fixture = await useGateway({ policy: { mode: 'allow-list', allow } }, testNames);
      const url = `http://pkg.test:${host.port}`;
      const script = `git clone -q ${url}/repo.git r && cat r/a.txt; npm view pack-age version --registry ${url}`;
      const { out } = await inside(fixture, script);
      expect(out).toContain('from git');
      expect(out).toContain('1.2.3');
    });
    it('ends as its command ends, and hands signals on', async () => {
      const fixture = await useGateway({});
      expect((await inside(fixture, 'exit 7')).code).toBe(7);
      expect((await inside(fixture, 'kill -KILL $$')).code).toBe(137);
      expect(await inside(fixture, 'echo out; echo err >&2; cat')).toMatchObject({
        code: 0,
        out: 'out\n',
        err: 'err\n',
      });
      const missing = start(fixture, ['/no/such/program']);
      expect((await once(missing, 'close'))[0]).toBe(127);
      const child = spawn(command[0] ?? '', [...command.slice(1), fixture.plan.socket, '--', 'sleep', '60'], {
        env: { PATH: searchPath, NODE_ENV: 'test' },
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      await vi.waitFor(async () => expect((await run('pgrep', ['-P', String(child.pid)])).stdout).not.toBe(''), 10_000);
      child.kill('SIGTERM');
      expect((await once(child, 'close'))[0]).toBe(143);
    });
    it('opens ways in for a preview, as many as are wanted', async () => {
      const fixture = await useGateway({ expose: 7777 });
      await writeFile(
        path.join(files, 'preview.cjs'),
        "require('http').createServer((q, r) => r.end('preview ' + q.url)).listen(7777, '127.0.0.1')",
      );
      start(fixture, [process.execPath, path.join(files, 'preview.cjs')]);
      const get = async (url: string): Promise<string> => {
        const way = await fixture.gateway.connectInside();
        way.end(`GET ${url} HTTP/1.0\r\n\r\n`);
        return text(way);
      };
      await vi.waitFor(async () => expect(await get('/first')).toContain('preview /first'), {
        timeout: 10_000,
        interval: 100,
      });
      const urls = Array.from({ length: 20 }, (_none, i) => `/${i}`);
      const answers = await Promise.all(urls.map(get));
      expect(answers.map((answer) => /preview (.*)$/.exec(answer)?.[1])).toEqual(urls);
    });
    it('brings large answers over whole', async () => {
      const size = 20_000_000;
      const host = await useServer((_from, to) => void to.end(Buffer.alloc(size, 'x')));
      const policy = { mode: 'allow-list' as const, allow: [`127.0.0.1:${host.port}`] };
      const fixture = await useGateway({ policy });
      const { out } = await inside(fixture, `curl -s http://127.0.0.1:${host.port}/ | wc -c`);
      expect(Number(out)).toBe(size);
      expect(fixture.gateway.bytes().received).toBeGreaterThan(size);
    });
  });
});

describe('the bridge’s file', () => {
  it('is there', () => {
    expect(existsSync(bridgeFile())).toBe(true);
    expect(existsSync(bridgeFile('bridge.py'))).toBe(true);
  });
});
