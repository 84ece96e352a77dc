import { z } from 'zod';
import { answer } from '@/lib/server/answer';

const querySchema = z.object({
  after: z.coerce.number().int().min(0).catch(0),
  limit: z.coerce.number().int().min(1).max(2000).catch(500),
});

export async function GET(request: Request, { params }: RouteContext<'/api/runs/[id]/events'>): Promise<Response> {
  const { id } = await params;
  const query = querySchema.parse(Object.fromEntries(new URL(request.url).searchParams));
  return answer((bakeoff) => bakeoff.runs.events({ runId: id, ...query }));
}
