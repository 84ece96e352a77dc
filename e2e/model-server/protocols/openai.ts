/** What the two OpenAI protocols share. */
import { z } from 'zod';
import type { ModelFailure } from '@/e2e/model-server/conversation';

export const contentSchema = z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]);

export function textOf(content: z.infer<typeof contentSchema>): string {
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n');
}

const ERROR_CODES: Record<number, { type: string; code: string }> = {
  401: { type: 'invalid_request_error', code: 'invalid_api_key' },
  429: { type: 'rate_limit_exceeded', code: 'rate_limit_exceeded' },
};

export function openAiFailure({ status, type, message }: ModelFailure): unknown {
  const usual = ERROR_CODES[status] ?? { type: status < 500 ? 'invalid_request_error' : 'server_error', code: null };
  return { error: { message: message ?? `scripted failure ${status}`, ...usual, type: type ?? usual.type } };
}
