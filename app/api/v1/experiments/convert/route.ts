import { ok } from '@/lib/core/result';
import { convertForeign } from '@/lib/schemas/api/drafts';
import { convertSent } from '@/lib/server/api/convert-sent';
import { serve } from '@/lib/server/api/serve';

export const POST = serve(convertForeign, async (_, { body }) => ok(convertSent(body)));
