'use server';

import { z } from 'zod';
import type { Result } from '@/lib/core/result';
import { TEMPLATE_NAME } from '@/lib/schemas/template';
import type { TemplateView } from '@/lib/schemas/template-files';
import { act, textSchema } from '@/lib/server/action';
import type { Refusal } from '@/lib/services/bakeoff';

const saveSchema = z.object({ title: z.string().min(1).max(120), description: z.string().max(2000), text: textSchema });

export async function saveTemplate(input: z.infer<typeof saveSchema>): Promise<Result<TemplateView, Refusal>> {
  return act(saveSchema, input, (bakeoff, template) => bakeoff.templates.save(template));
}

export async function removeTemplate(name: string): Promise<Result<null, Refusal>> {
  return act(z.string().regex(TEMPLATE_NAME), name, (bakeoff, input) => bakeoff.templates.remove(input));
}
