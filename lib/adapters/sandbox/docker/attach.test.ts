import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { demultiplex } from './attach';

function frame(kind: number, data: string): Buffer {
  const header = Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(data), 4);
  return Buffer.concat([header, Buffer.from(data)]);
}

it.each([1, 2, 3, 7, 8, 9, 1000])('takes frames apart that come in pieces of %i bytes', async (size) => {
  const all = Buffer.concat([frame(1, 'out one, '), frame(2, 'err ü'), frame(1, ''), frame(1, 'out two')]);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
  }
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const read = Promise.all([text(stdout), text(stderr)]);
  await demultiplex(pieces(), { stdout, stderr });
  stdout.end();
  stderr.end();
  expect(await read).toEqual(['out one, out two', 'err ü']);
});

it('waits for a reader, and goes on without one that left', async () => {
  const stdout = new PassThrough({ highWaterMark: 4 });
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let i = 0; i < 50; i++) yield frame(1, '0123456789');
  }
  const done = demultiplex(pieces(), { stdout, stderr: new PassThrough() });
  await new Promise((resolve) => setImmediate(resolve));
  expect(stdout.writableLength).toBeLessThan(40);
  stdout.destroy();
  await done;
});
