'use server';

import { z } from 'zod';
import { ok, type Result } from '@/lib/core/result';
import type { HostView, ImageView } from '@/lib/schemas/view';
import { act, idSchema } from '@/lib/server/action';
import type { Refusal } from '@/lib/services/bakeoff';

export async function refreshHost(): Promise<Result<HostView, Refusal>> {
  return act(z.null(), null, async (bakeoff) => ok(await bakeoff.host.refresh()));
}

const imageSchema = z.object({ name: z.string().min(1).max(300), projectId: idSchema.nullable() });

export async function buildImage(input: z.infer<typeof imageSchema>): Promise<Result<ImageView, Refusal>> {
  return act(imageSchema, input, (bakeoff, image) => bakeoff.images.build(image));
}
