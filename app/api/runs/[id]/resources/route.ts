import { answer } from '@/lib/server/answer';

export async function GET(_: Request, { params }: RouteContext<'/api/runs/[id]/resources'>): Promise<Response> {
  const { id } = await params;
  return answer((bakeoff) => bakeoff.runs.resources(id));
}
