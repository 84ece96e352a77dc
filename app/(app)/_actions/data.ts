'use server';

import { z } from 'zod';
import { ok, type Result } from '@/lib/core/result';
import { act } from '@/lib/server/action';
import type { CleanResult, Refusal } from '@/lib/services/bakeoff';

const cleanSchema = z.object({ dryRun: z.boolean(), olderThanMs: z.number().min(0) });

export async function cleanData(input: z.infer<typeof cleanSchema>): Promise<Result<CleanResult, Refusal>> {
  return act(cleanSchema, input, async (bakeoff, options) => ok(await bakeoff.data.clean(options)));
}
