/**
 * The values that an experiment file is made of. Error texts are predicates: `problems.ts` puts the value as it was
 * typed in front of them.
 */
import { z } from 'zod';
import { parseDuration } from '@/lib/core/duration';
import { parseSize } from '@/lib/core/size';
import { durationProblem, relativePathProblem } from './checks';
import { nearest } from './nearest';

const NOT_SIZE = 'is not a size; write 512m or 4g';

export function predicate(test: (value: string) => string | null): (context: z.core.ParsePayload<string>) => void {
  return (context) => {
    const message = test(context.value);
    if (message) context.issues.push({ code: 'custom', message, input: context.value });
  };
}

export function text(maxLength: number): z.ZodString {
  return z
    .string({ error: ({ input }) => notText(input) })
    .refine((value) => value.trim() !== '', 'is empty')
    .refine((value) => !value.includes('\0'), 'holds a zero byte')
    .max(maxLength, `is longer than ${maxLength} characters`);
}

export function notText(input: unknown): string {
  if (typeof input === 'number' || typeof input === 'boolean') return 'is not text; put the value in quotes';
  return 'is not text';
}

export function choice<const Values extends readonly [string, ...string[]]>(what: string, values: Values) {
  return z.enum(values, {
    error: ({ input }) => {
      const guess = typeof input === 'string' && values.length > 3 ? nearest(input, values) : null;
      return guess ? `is not ${what}; did you mean ${guess}?` : `is not ${what}; write ${listed(values)}`;
    },
  });
}

function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

export function wholeNumber(min: number, max: number) {
  const message = `is not a whole number from ${min} to ${max}`;
  return z.number({ error: message }).int(message).min(min, message).max(max, message);
}

export const line = (maxLength: number) => text(maxLength).regex(/^[^\r\n]*$/, 'has more than one line');
export const duration = z
  .string({
    error: ({ input }) =>
      typeof input === 'number'
        ? `has no unit; write ${input}s, ${input}m or ${input}h`
        : 'is not a duration; write 90s, 15m or 2h',
  })
  .check(predicate(durationProblem))
  .transform((value) => parseDuration(value) ?? 0);
export const relativePath = line(500).check(predicate(relativePathProblem));
export const paths = z
  .array(relativePath, { error: 'is not a list; write one path a line, each after `- `' })
  .max(50, 'has more than 50 entries');
export const size = z
  .string({
    error: ({ input }) => (typeof input === 'number' ? `has no unit; write ${input}m or ${input}g` : NOT_SIZE),
  })
  .check(predicate((value) => (parseSize(value) === null ? NOT_SIZE : null)))
  .transform((value) => parseSize(value) ?? 0);
export const flag = z.boolean({ error: 'is neither true nor false' });
export const command = text(10_000);
export const name = line(40).regex(
  /^[\p{L}\p{N}_][\p{L}\p{N} ._-]*$/u,
  'may hold only letters, digits, spaces, `.`, `_` and `-`',
);
export const dollars = z
  .number({ error: 'is not an amount in dollars' })
  .positive('is not more than 0')
  .max(100_000, 'is more than 100000');
export const turns = wholeNumber(1, 100_000);

export const agentName = line(40).regex(
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  'is not the name of an agent; it may hold letters, digits, `.`, `_` and `-`',
);
