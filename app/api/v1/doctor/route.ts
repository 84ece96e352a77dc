import { ok } from '@/lib/core/result';
import { getDoctor } from '@/lib/schemas/api/system';
import { examineHost } from '@/lib/server/api/doctor';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(getDoctor, async () => ok(await examineHost()));
