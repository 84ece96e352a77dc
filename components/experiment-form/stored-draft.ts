/** Drafts survive a reload in the browser's own storage; where that is refused, they last as long as the page. */

const PREFIX = 'bakeoff:draft:';

/** A draft belongs to the experiment it starts from, else to its project. */
export function draftKey(input: { projectId: string | null; fromId: string | null }): string {
  return `${PREFIX}${input.fromId ? `from:${input.fromId}` : (input.projectId ?? 'none')}`;
}

export function loadDraft(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Storage is switched off in this browser.
    return null;
  }
}

export function saveDraft(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage is full or switched off; the page goes on with what it holds.
  }
}
