import { answer } from '@/lib/server/answer';
import { archiveResponse } from '@/lib/server/download';

/** All traces of an experiment and their index, as one archive. */
export async function GET(_: Request, { params }: RouteContext<'/api/experiments/[id]/traces'>): Promise<Response> {
  const { id } = await params;
  return answer((bakeoff) => bakeoff.traces.pack(id), archiveResponse);
}
