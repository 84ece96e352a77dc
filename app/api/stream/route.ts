import { openRequestedStream } from '@/lib/server/stream';

export const dynamic = 'force-dynamic';

export function GET(request: Request): Promise<Response> {
  return openRequestedStream(request);
}
