import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Feeds decoded text to `take` until the stream ends; a character may be split over two chunks. */
export function readText(stream: Readable, take: (text: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
    stream.once('error', () => resolve());
    stream.once('close', () => {
      take(decoder.end());
      resolve();
    });
  });
}
