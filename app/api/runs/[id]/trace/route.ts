import { answer } from '@/lib/server/answer';
import { fileResponse } from '@/lib/server/download';

/** The trace of a run; with `download` as a file. */
export async function GET(request: Request, { params }: RouteContext<'/api/runs/[id]/trace'>): Promise<Response> {
  const { id } = await params;
  if (!new URL(request.url).searchParams.has('download')) return answer((bakeoff) => bakeoff.traces.get(id));
  const toResponse = fileResponse(`bakeoff-trace-${id}.json`, 'application/json');
  return answer(
    (bakeoff) => bakeoff.traces.get(id),
    (trace) => toResponse(`${JSON.stringify(trace, null, 2)}\n`),
  );
}
