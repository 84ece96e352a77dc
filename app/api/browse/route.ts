import { refusal } from '@/lib/server/answer';
import { browse } from '@/lib/server/browse';

export async function GET(request: Request): Promise<Response> {
  const result = await browse(new URL(request.url).searchParams.get('path'));
  return result.ok
    ? Response.json(result.value, { headers: { 'cache-control': 'no-store' } })
    : refusal(result.error, 404);
}
