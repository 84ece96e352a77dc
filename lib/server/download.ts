import 'server-only';
import { pipeline } from 'node:stream';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { tarEnd, tarEntry } from '@/lib/adapters/archive/tar';
import { reportError } from '@/lib/logger';
import type { Packed } from '@/lib/services/bakeoff';

/** An archive that is sent while it is made, so that its size is nobody's memory. */
export function archiveResponse(packed: Packed): Response {
  const archive = createGzip();
  pipeline(Readable.from(blocksOf(packed)), archive, (cause) => {
    // Whoever downloads may leave; the archive is then cut short, which gzip shows.
    if (cause && cause.code !== 'ERR_STREAM_PREMATURE_CLOSE') reportError(cause, { archive: packed.name });
  });
  return new Response(Readable.toWeb(archive) as ReadableStream<Uint8Array>, {
    headers: downloadHeaders(`${packed.name}.tar.gz`, 'application/gzip'),
  });
}

export function fileResponse(name: string, type: string): (text: string) => Response {
  return (text) => new Response(text, { headers: downloadHeaders(name, type) });
}

/** `name` holds nothing that a person or an agent typed. */
function downloadHeaders(name: string, type: string): HeadersInit {
  return {
    'content-type': type,
    'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.@-]/g, '')}"`,
    'cache-control': 'no-store',
  };
}

async function* blocksOf({ name, files }: Packed): AsyncGenerator<Buffer> {
  const at = new Date();
  for await (const file of files) yield tarEntry({ name: `${name}/${file.path}`, content: file.text, at });
  yield tarEnd();
}
