import { answer } from '@/lib/server/answer';

export async function GET(_: Request, { params }: RouteContext<'/api/plans/[id]'>): Promise<Response> {
  const { id } = await params;
  return answer((bakeoff) => bakeoff.plans.get(id));
}
