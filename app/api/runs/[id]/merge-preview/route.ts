import { z } from 'zod';
import { answer } from '@/lib/server/answer';

const querySchema = z.object({
  target: z.string().min(1).max(500).nullable().catch(null),
  method: z.enum(['squash', 'merge', 'rebase']).catch('squash'),
});

export async function GET(
  request: Request,
  { params }: RouteContext<'/api/runs/[id]/merge-preview'>,
): Promise<Response> {
  const { id } = await params;
  const search = new URL(request.url).searchParams;
  const query = querySchema.parse({ target: search.get('target'), method: search.get('method') });
  return answer((bakeoff) => bakeoff.merges.preview({ runId: id, ...query }));
}
