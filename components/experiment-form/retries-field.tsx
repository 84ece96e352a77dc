'use client';

import type { FilePath } from '@/lib/schemas/experiment-file';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { NumberField } from './fields';

/** `retries: 2` is the short form of `retries: { max: 2 }`; the form keeps what was written. */
export function RetriesField({ path, placeholder }: { path: FilePath; placeholder: string }) {
  const { draft } = useDraft();
  const written = fieldOf(draft.data, path);
  const isMapping = typeof written === 'object' && written !== null && !Array.isArray(written);
  return (
    <NumberField
      path={isMapping ? [...path, 'max'] : path}
      label="Retries"
      placeholder={placeholder}
      hint="After a rate limit or a lost sandbox, never after a red test"
    />
  );
}
