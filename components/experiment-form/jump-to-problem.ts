import type { FilePath } from '@/lib/schemas/experiment-file';
import { fieldKeysToward } from './find-problem';

const FOCUSABLE = 'input, textarea, button, [tabindex]';

/** Brings a field into view and puts the focus on it. False where the form has no field for it. */
export function jumpToField(path: FilePath): boolean {
  for (const key of fieldKeysToward(path)) {
    const field = fieldOf(key) ?? fieldWithin(key);
    if (!field) continue;
    const closed = field.closest('details:not([open])');
    if (closed instanceof HTMLDetailsElement) closed.open = true;
    field.scrollIntoView({ block: 'center' });
    const control = field.matches('[tabindex]') ? field : field.querySelector<HTMLElement>(FOCUSABLE);
    control?.focus({ preventScroll: true });
    return true;
  }
  return false;
}

function fieldOf(key: string): HTMLElement | null {
  return document.querySelector(`[data-field="${CSS.escape(key)}"]`);
}

/** The first field of a mapping that is no field itself: `["select"` begins the keys of all that it holds. */
function fieldWithin(key: string): HTMLElement | null {
  return document.querySelector(`[data-field^="${CSS.escape(`${key.slice(0, -1)},`)}"]`);
}
