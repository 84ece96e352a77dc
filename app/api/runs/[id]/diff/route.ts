import { answerResult } from '@/lib/server/answer';

export async function GET(request: Request, { params }: RouteContext<'/api/runs/[id]/diff'>): Promise<Response> {
  const { id } = await params;
  const against = new URL(request.url).searchParams.get('against') ?? 'base';
  return answerResult((bakeoff) => bakeoff.runs.diff({ runId: id, against }));
}
