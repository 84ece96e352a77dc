/** The letter that a variant of a draft will have. Pure. */
import { variantLetter } from '@/lib/core/variant-letter';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { type Draft, entriesOf } from '@/lib/schemas/experiment-file/draft';
import { idsOf, listsOf } from '@/lib/schemas/experiment-file/draft-plan';

/** What the product adds has letters, too, which only a draft without problems knows. */
export function letterOf(draft: Draft, id: string): string {
  const position = draft.spec?.variants.findIndex((variant) => variant.id === id) ?? -1;
  return variantLetter(position >= 0 ? position : Math.max(0, idsOf(draft.data).indexOf(id)));
}

/** The same for a variant that may have no id yet. */
export function letterAt(draft: Draft, list: FilePath, index: number): string {
  const entry = entriesOf(draft.data, list)[index] as { id?: unknown } | undefined;
  const position = draft.spec?.variants.findIndex((variant) => variant.id === entry?.id) ?? -1;
  return variantLetter(position >= 0 ? position : countBefore(draft, list) + index);
}

function countBefore({ data }: Draft, list: FilePath): number {
  const lists = listsOf(data);
  const end = lists.findIndex((other) => other.join('/') === list.join('/'));
  return lists.slice(0, end).reduce((sum, other) => sum + entriesOf(data, other).length, 0);
}
