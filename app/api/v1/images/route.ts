import { ok } from '@/lib/core/result';
import { buildImage, listImages } from '@/lib/schemas/api/system';
import { serve } from '@/lib/server/api/serve';

export const GET = serve(listImages, async (bakeoff) => ok({ images: await bakeoff.images.list() }));

export const POST = serve(buildImage, (bakeoff, { body }) => bakeoff.images.build(body));
