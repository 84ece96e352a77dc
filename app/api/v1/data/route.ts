import { ok } from '@/lib/core/result';
import { getData } from '@/lib/schemas/api/system';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(getData, async (bakeoff) => ok(await bakeoff.data.usage()));
