'use server';

import { z } from 'zod';
import { parseAllowEntry } from '@/lib/core/network-policy';
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

const consentSchema = z.object({ projectId: idSchema, allowed: z.boolean() });

/** A person says that agents of the project may run without isolation, or takes it back. */
export async function allowProcess(input: z.infer<typeof consentSchema>): Promise<Result<null, Refusal>> {
  return act(consentSchema, input, (bakeoff, { projectId, allowed }) =>
    bakeoff.projects.allowProcess(projectId, allowed),
  );
}

const hostSchema = z
  .object({ projectId: idSchema, host: z.string().min(1).max(260), allowed: z.boolean() })
  // What was once allowed can be taken back whatever it says.
  .refine(({ host, allowed }) => !allowed || parseAllowEntry(host).ok);

export async function allowHost(input: z.infer<typeof hostSchema>): Promise<Result<null, Refusal>> {
  return act(hostSchema, input, (bakeoff, { projectId, host, allowed }) =>
    bakeoff.projects.allowHost(projectId, host, allowed),
  );
}

export async function hideProject(id: string): Promise<Result<null, Refusal>> {
  return act(idSchema, id, async (bakeoff, input) => {
    await bakeoff.projects.hide(input);
    return ok(null);
  });
}
