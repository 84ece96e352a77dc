import { answer } from '@/lib/server/answer';

export async function GET(_: Request, { params }: RouteContext<'/api/projects/[id]'>): Promise<Response> {
  const { id } = await params;
  return answer((bakeoff) => bakeoff.projects.get(id));
}
