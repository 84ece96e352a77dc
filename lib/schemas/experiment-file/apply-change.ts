/** An experiment with one value changed, and such a change in the address of the form. Pure. */
import { z } from 'zod';
import { assertNever } from '@/lib/core/assert-never';
import { CHANGE_FIELDS, type ChangeField, type ExperimentChange } from '@/lib/core/error-help/types';
import type { FilePath } from './document';
import { entriesOf, fieldOf, readField, writeField } from './draft';

const changeSchema = z.object({
  field: z.enum(CHANGE_FIELDS),
  variant: z.string().max(200).nullable(),
  value: z.string().regex(/^\d{1,12}(?:\.\d{1,3})?(?:ms|[smhkgt])?$/),
});

/** What `writeChange` wrote. Null: it is none; an address may hold anything. */
export function parseChange(text: string): ExperimentChange | null {
  const [field, value, ...variant] = text.split(':');
  const parsed = changeSchema.safeParse({ field, value, variant: variant.length === 0 ? null : variant.join(':') });
  return parsed.success ? parsed.data : null;
}

/** The same text where the change has no place in it. */
export function applyChange(text: string, change: ExperimentChange): string {
  const path = pathOf(text, change);
  return path === null ? text : writeField(text, path, valueOf(change));
}

function pathOf(text: string, { field, variant }: ExperimentChange): FilePath | null {
  if (variant === null) return [...placeOf(field), field];
  const own = findVariant(text, variant);
  return own === null ? null : [...own, 'limits', field];
}

function placeOf(field: ChangeField): FilePath {
  switch (field) {
    case 'memory':
    case 'disk':
    case 'pids':
    case 'setupTimeout':
      return ['sandbox'];
    case 'timeout':
    case 'idle':
    case 'maxTurns':
    case 'maxToolCalls':
    case 'budgetUsd':
    case 'maxParallel':
    case 'retries':
      return ['limits'];
    default:
      return assertNever(field);
  }
}

/** Sizes and durations are text in a file, counts are numbers. */
function valueOf({ value }: ExperimentChange): string | number {
  return /[a-z]$/.test(value) ? value : Number(value);
}

function findVariant(text: string, id: string): FilePath | null {
  const stages = readField(text, ['stages']);
  const lists: FilePath[] = [
    ['variants'],
    ...(Array.isArray(stages) ? stages.map((_, index): FilePath => ['stages', index, 'variants']) : []),
  ];
  for (const list of lists) {
    const entries = entriesOf({ root: readField(text, list) }, ['root']);
    const index = entries.findIndex((entry) => fieldOf(entry, ['id']) === id);
    if (index !== -1) return [...list, index];
  }
  return null;
}
