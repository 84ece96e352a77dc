/** What answers behind the proxy was written by an agent: it may say anything, and the host goes on. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { startPreviewProxy, type PreviewProxy } from './preview-proxy';

let inside: Server;
let proxy: PreviewProxy;

afterEach(async () => {
  await proxy.close();
  inside.close();
});

async function serve(answer: string): Promise<void> {
  inside = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  inside.listen(0, '127.0.0.1');
  await once(inside, 'listening');
  const { port } = inside.address() as AddressInfo;
  const open = () => Promise.resolve(connect({ port, host: '127.0.0.1' }));
  proxy = await startPreviewProxy({ label: 'preview-x', connect: open, port });
}

function get(headers: Record<string, string> = {}): Promise<number | undefined> {
  const { host, port } = new URL(proxy.url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, headers: { host, ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.once('error', reject);
    asked.end();
  });
}

it.each([
  ['a status that is none', 'HTTP/1.1 000 x\r\nContent-Length: 0\r\n\r\n'],
  ['a status below 100', 'HTTP/1.1 099 x\r\nContent-Length: 0\r\n\r\n'],
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['nothing', ''],
])('answers with an error where the preview sends %s', async (_what, answer) => {
  await serve(answer);
  expect(await get()).toBe(502);
  expect(await get()).toBe(502);
});

it('passes on an answer with a trailer that does not fit', async () => {
  await serve('HTTP/1.1 200 OK\r\nTrailer: X\r\nContent-Length: 2\r\n\r\nok');
  expect([200, 502]).toContain(await get());
});

it('ends an upgrade that the preview answers with a page, or with nothing', async () => {
  await serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  await expect(get({ connection: 'Upgrade', upgrade: 'websocket' })).rejects.toThrow(/hang up|ECONNRESET/);
});

it('is not there under another name', async () => {
  await serve('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  expect(await get({ host: 'localhost' })).toBe(421);
});
