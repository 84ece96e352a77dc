import { answer } from '@/lib/server/answer';

export async function GET(_: Request, { params }: RouteContext<'/api/experiments/[id]'>): Promise<Response> {
  const { id } = await params;
  return answer((bakeoff) => bakeoff.experiments.get(id));
}
