'use server';

import { z } from 'zod';
import { ok, type Result } from '@/lib/core/result';
import type { ProjectView } from '@/lib/schemas/view';
import { act, idSchema } from '@/lib/server/action';
import type { Refusal } from '@/lib/services/bakeoff';

export async function addProject(location: string): Promise<Result<ProjectView, Refusal>> {
  return act(z.string().min(1).max(4096), location, (bakeoff, input) => bakeoff.projects.add(input));
}

export async function addDemoProject(): Promise<Result<ProjectView, Refusal>> {
  return act(z.null(), null, async (bakeoff) => ok(await bakeoff.projects.addDemo()));
}

export async function hideProject(id: string): Promise<Result<null, Refusal>> {
  return act(idSchema, id, async (bakeoff, input) => {
    await bakeoff.projects.hide(input);
    return ok(null);
  });
}
