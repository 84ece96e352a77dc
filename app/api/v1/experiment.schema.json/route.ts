import { ok } from '@/lib/core/result';
import { getExperimentSchema } from '@/lib/schemas/api/system';
import { experimentJsonSchema } from '@/lib/schemas/experiment-file';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(getExperimentSchema, async () => ok(experimentJsonSchema()));
