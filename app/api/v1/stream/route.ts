import { openRequestedStream } from '@/lib/server/stream';

export const dynamic = 'force-dynamic';

/** As `openStream` of the registry says; it stays open, so it is no call that answers once. */
export function GET(request: Request): Promise<Response> {
  return openRequestedStream(request);
}
