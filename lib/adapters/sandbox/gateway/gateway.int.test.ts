import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startGateway } from './gateway';
import { testNames, useGateway, useServer } from './gateway-fixture';
import { socketPathFor } from './gateway-socket';

const allow = (...entries: string[]) => ({ mode: 'allow-list' as const, allow: entries });
const status = (answer: string): string => answer.slice(0, 12);

describe('the proxy', () => {
  it('passes a plain request on, under the asked name and without the headers of proxies', async () => {
    const host = await useServer();
    const { raw } = await useGateway({ policy: allow(`a.test:${host.port}`, `127.0.0.1:${host.port}`) }, testNames);
    const request = `GET http://A.test:${host.port}/x?y=1 HTTP/1.1\r\nHost: other\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nProxy-Authorization: Basic abc\r\nAuthorization: mine\r\n\r\n`;
    expect(await raw(request)).toContain('hello from the host: /x?y=1');
    expect(host.seen[0]?.headers).toMatchObject({ host: `a.test:${host.port}`, authorization: 'mine' });
    expect(Object.keys(host.seen[0]?.headers ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(x-hop|proxy-authorization)$/)]),
    );
  });
  it('connects through, both ways, and passes a half-closed side on', async () => {
    const host = await useServer();
    const { open, gateway } = await useGateway({ policy: allow(`127.0.0.1:${host.port}`) });
    const socket = await open();
    socket.write(`CONNECT 127.0.0.1:${host.port} HTTP/1.1\r\n\r\n`);
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(String(first)).toMatch(/^HTTP\/1\.1 200 /);
    socket.end('GET /through HTTP/1.0\r\n\r\n');
    let rest = '';
    socket.on('data', (chunk) => (rest += String(chunk)));
    await once(socket, 'end');
    expect(rest).toContain('hello from the host: /through');
    expect(gateway.bytes().sent).toBeGreaterThan(50);
    expect(gateway.bytes().received).toBeGreaterThan(100);
  });
  it('tells what it blocked, each host and port once', async () => {
    const { raw, blocked } = await useGateway({ policy: allow('a.test') });
    const answer = await raw('GET http://b.test/ HTTP/1.1\r\nHost: b.test\r\n\r\n');
    expect(status(answer)).toBe('HTTP/1.1 403');
    expect(answer).toContain('Bakeoff blocked b.test:80');
    await raw('CONNECT B.TEST.:80 HTTP/1.1\r\n\r\n');
    await raw('CONNECT b.test:443 HTTP/1.1\r\n\r\n');
    expect(blocked).toEqual([
      { host: 'b.test', port: 80 },
      { host: 'b.test', port: 443 },
    ]);
  });
  it('goes on when whoever listens for blocked requests fails', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'gateway-'));
    const plan = { socket: path.join(dir, 's', 'g.sock'), policy: allow(), upstreams: [] };
    const fail = (): never => {
      throw new Error('broken');
    };
    const gateway = await startGateway(plan, { onBlocked: fail });
    onTestFinished(() => rm(dir, { recursive: true }));
    onTestFinished(() => gateway.close());
    const socket = connect(plan.socket);
    socket.write('CONNECT b.test:443 HTTP/1.1\r\n\r\n');
    expect(String((await once(socket, 'data'))[0])).toContain('403');
  });
  it('reaches no private address through a name, also not when a name changes what it leads to', async () => {
    const host = await useServer();
    let answers = [{ address: '127.0.0.1', family: 4 }];
    const asked: string[] = [];
    const policy = { mode: 'full' as const, allow: [`rebind.test:${host.port}`] };
    const { raw, blocked } = await useGateway({ policy }, async (name) => {
      asked.push(name);
      return answers;
    });
    for (const address of ['127.0.0.1', '169.254.169.254', '::1', '::ffff:10.0.0.1', 'fe80::1%lo']) {
      answers = [{ address, family: address.includes(':') ? 6 : 4 }];
      expect(status(await raw(`CONNECT rebind.test:${host.port} HTTP/1.1\r\n\r\n`))).toBe('HTTP/1.1 403');
      expect(status(await raw(`GET http://rebind.test:${host.port}/ HTTP/1.1\r\nHost: a\r\n\r\n`))).toBe(
        'HTTP/1.1 403',
      );
    }
    expect(asked).toHaveLength(10);
    expect(host.seen).toEqual([]);
    expect(blocked).toEqual([{ host: 'rebind.test', port: host.port }]);
  });
  it('asks for a name once and goes to the answer it checked', async () => {
    const host = await useServer();
    let asked = 0;
    const policy = allow(`once.test:${host.port}`, `127.0.0.1:${host.port}`);
    const { raw } = await useGateway({ policy }, async () => {
      asked++;
      return [{ address: asked === 1 ? '127.0.0.1' : '10.9.9.9', family: 4 }];
    });
    const request = `GET http://once.test:${host.port}/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    expect(status(await raw(request))).toBe('HTTP/1.1 200');
    expect(asked).toBe(1);
  });
});

describe('model endpoints', () => {
  it('set the key and drop whatever credentials came', async () => {
    const host = await useServer();
    const upstreams = [{ name: 'm', url: `${host.url}/base/`, headers: { 'X-Api-Key': 'REAL' } }];
    const { raw } = await useGateway({ upstreams });
    const sent = 'x-api-key: mine\r\nAuthorization: Bearer mine\r\nx-goog-api-key: mine\r\nCookie: mine';
    const request = `POST /model/m/v1/messages?beta=true HTTP/1.1\r\nHost: x\r\n${sent}\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody`;
    expect(status(await raw(request))).toBe('HTTP/1.1 200');
    expect(host.seen).toMatchObject([{ method: 'POST', url: '/base/v1/messages?beta=true', body: 'body' }]);
    expect(host.seen[0]?.headers).toMatchObject({ 'x-api-key': 'REAL', host: `127.0.0.1:${host.port}` });
    expect(JSON.stringify(host.seen)).not.toContain('mine');
  });
  it('pass events on as they come, and end the model’s work when the client goes', async () => {
    let answer: ServerResponse | null = null;
    const host = await useServer((_from, to) => {
      to.writeHead(200, { 'content-type': 'text/event-stream' });
      to.write('data: one\n\n');
      answer = to;
    });
    const { open } = await useGateway({ upstreams: [{ name: 'm', url: host.url, headers: {} }] });
    const socket = await open();
    let got = '';
    socket.on('data', (chunk) => (got += String(chunk)));
    socket.write('GET /model/m/ HTTP/1.1\r\nHost: x\r\n\r\n');
    await vi.waitFor(() => expect(got).toContain('data: one'));
    answer!.write('data: two\n\n');
    await vi.waitFor(() => expect(got).toContain('data: two'));
    const closed = once(answer!, 'close');
    socket.destroy();
    await closed;
  });
  it('follow no redirect, and cut short what is cut short', async () => {
    const host = await useServer((from, to) => {
      if (from.url === '/cut') {
        to.writeHead(200, { 'content-length': '100' });
        to.write('half', () => to.destroy());
      } else to.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    const { raw } = await useGateway({ upstreams: [{ name: 'm', url: host.url, headers: {} }] });
    expect(await raw('GET /model/m/go HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 302 /);
    expect(await raw('GET /model/m/cut HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/content-length: 100[\s\S]*half$/i);
  });
  it('say which server could not be reached', async () => {
    const { raw } = await useGateway({ upstreams: [{ name: 'm', url: 'http://127.0.0.1:9', headers: {} }] });
    expect(await raw('GET /model/m/ HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 502 [\s\S]*could not be reached/,
    );
  });
});

describe('hostile clients', () => {
  const get = (url: string, more = ''): string => `GET ${url} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
  const cases: [string, string][] = [
    ['no HTTP at all', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0000'],
    ['a NUL in a header', get('http://a.test/', 'x: \u0000\r\n')],
    [
      'both kinds of length',
      `POST http://a.test/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a folded header', get('http://a.test/', 'Transfer-Encoding:\r\n chunked\r\n')],
    ['a giant header', get('http://a.test/', `x: ${'y'.repeat(200_000)}\r\n`)],
    ['a user in the address', get('http://127.0.0.1:80@a.test/')],
    ['an odd address', get('http://0x7f.1/')],
    ['a number for an address', get('http://2130706433/')],
    ['a backslash', get('http://a.test\\@127.0.0.1/')],
    ['another protocol', get('ftp://a.test/')],
    ['https without a tunnel', get('https://a.test/')],
    ['no address', get('http://')],
    ['the gateway’s own root', get('/')],
    ['a tunnel without a port', 'CONNECT a.test HTTP/1.1\r\n\r\n'],
    ['a tunnel to nothing', 'CONNECT : HTTP/1.1\r\n\r\n'],
    ['a tunnel to mail', 'CONNECT a.test:25 HTTP/1.1\r\n\r\n'],
    ['a tunnel to a shell', 'CONNECT a.test:22 HTTP/1.1\r\n\r\n'],
    ['a tunnel to the host', 'CONNECT 127.0.0.1:80 HTTP/1.1\r\n\r\n'],
    ['a tunnel to the host in IPv6', 'CONNECT [::ffff:127.0.0.1]:80 HTTP/1.1\r\n\r\n'],
    ['a tunnel to the cloud', 'CONNECT 169.254.169.254:80 HTTP/1.1\r\n\r\n'],
    ['the cloud by its name', get('http://metadata.test/')],
    ['out of the model API', get('/model/m/../admin')],
    ['out of the model API, encoded', get('/model/m/%2e%2E%2fadmin')],
    ['an unknown model API', get('/model/other/x')],
    ['a way in that nobody asked for', get('/bakeoff/expose', 'Connection: Upgrade\r\nUpgrade: bakeoff-expose\r\n')],
    ['an upgrade with a body', get('/model/m/', 'Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ];
  it.each(cases)('%s: is refused, and the gateway goes on', async (_title, bytes) => {
    const host = await useServer();
    const upstreams = [{ name: 'm', url: host.url, headers: {} }];
    const { raw } = await useGateway({ policy: { mode: 'full', allow: [] }, upstreams }, testNames);
    expect(status(await raw(bytes))).toMatch(/^HTTP\/1\.1 (400|403|404|431|501)$/);
    expect(host.seen).toEqual([]);
    expect(await raw(get('/model/m/ok', 'Connection: close\r\n'))).toContain('hello from the host: /ok');
  });
  it('hide no second request in a body', async () => {
    const host = await useServer();
    const { raw } = await useGateway({ upstreams: [{ name: 'm', url: host.url, headers: { 'x-api-key': 'REAL' } }] });
    const hidden = 'GET /admin HTTP/1.1\r\nHost: x\r\n\r\n';
    const body = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
    await raw(get('/model/m/a', 'Transfer-Encoding: chunked\r\nConnection: close\r\n') + body);
    await raw(get('/model/m/b', `Content-Length: ${hidden.length}\r\nConnection: close, content-length\r\n`) + hidden);
    expect(host.seen.map(({ url, body: sent }) => [url, sent])).toEqual([
      ['/a', hidden],
      ['/b', hidden],
    ]);
  });
  it('answers an upgrade that it does not do with the plain answer', async () => {
    const host = await useServer();
    const { raw } = await useGateway({ upstreams: [{ name: 'm', url: host.url, headers: {} }] });
    const answer = await raw(get('/model/m/ws', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*hello from the host: \/ws/);
    expect(host.seen[0]?.headers.upgrade).toBeUndefined();
  });
  it('takes no more connections than it can hold, and the next when they are gone', async () => {
    const { open, raw } = await useGateway({});
    const many = await Promise.all(Array.from({ length: 300 }, () => open()));
    for (const socket of many) socket.resume();
    await vi.waitFor(() => expect(many.filter((socket) => socket.readableEnded).length).toBe(300 - 256));
    for (const socket of many) socket.destroy();
    await vi.waitFor(async () => expect(await raw(get('/'))).toMatch(/^HTTP\/1\.1 404/), { timeout: 5000 });
  });
});

describe('the socket', () => {
  it('has a short path, the same for an id', () => {
    expect(socketPathFor('a'.repeat(200), '/tmp')).toMatch(/^\/tmp\/bakeoff-\d+\/[0-9a-f]{12}\.sock$/);
    expect(socketPathFor('a')).toBe(socketPathFor('a'));
    expect(socketPathFor('a')).not.toBe(socketPathFor('b'));
    expect(socketPathFor('a', `/${'x'.repeat(90)}`).length).toBeLessThanOrEqual(100);
  });
  it('can be connected to by the sandbox’s user, in a folder that only we may write to', async () => {
    const { plan } = await useGateway({});
    expect((await lstat(plan.socket)).mode & 0o777).toBe(0o666);
    expect((await lstat(path.dirname(plan.socket))).mode & 0o066).toBe(0);
  });
  it('is gone afterwards, and a left one is replaced', async () => {
    const { plan, gateway } = await useGateway({});
    const second = await startGateway(plan, {});
    await second.close();
    await second.close();
    await expect(lstat(plan.socket)).rejects.toThrow('ENOENT');
    await gateway.close();
  });
  it('is made neither in a folder that others can write to nor over a file', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'gateway-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    const plan = (name: string) => ({ socket: path.join(dir, name, 'g.sock'), policy: allow(), upstreams: [] });
    await mkdir(path.join(dir, 'open'));
    await chmod(path.join(dir, 'open'), 0o777);
    await expect(startGateway(plan('open'), {})).rejects.toThrow('others can write to it');
    await mkdir(path.join(dir, 'file'), { mode: 0o700 });
    await writeFile(path.join(dir, 'file', 'g.sock'), 'precious');
    await expect(startGateway(plan('file'), {})).rejects.toThrow('is not a socket');
  });
});
