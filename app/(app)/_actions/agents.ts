'use server';

import { z } from 'zod';
import { ok, type Result } from '@/lib/core/result';
import type { AgentView } from '@/lib/schemas/view';
import { act } from '@/lib/server/action';
import type { Refusal } from '@/lib/services/bakeoff';

export async function refreshAgents(): Promise<Result<AgentView[], Refusal>> {
  return act(z.null(), null, async (bakeoff) => ok(await bakeoff.agents.refresh()));
}

export async function installAdapter(name: string): Promise<Result<AgentView, Refusal>> {
  return act(z.string().regex(/^[a-z0-9-]{1,64}$/), name, (bakeoff, input) => bakeoff.agents.installAdapter(input));
}
