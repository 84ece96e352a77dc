import { answerResult } from '@/lib/server/answer';

export async function GET(_: Request, { params }: RouteContext<'/api/runs/[id]/files'>): Promise<Response> {
  const { id } = await params;
  return answerResult((bakeoff) => bakeoff.runs.files(id));
}
