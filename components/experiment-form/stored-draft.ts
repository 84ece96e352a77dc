/** Drafts survive a reload in the browser's own storage; where that is refused, they last as long as the page. */

const PREFIX = 'bakeoff:draft:';

type DraftStart = {
  projectId: string | null;
  fromId: string | null;
  template?: string | null;
  /** What is changed in what it starts from. */
  changes?: readonly string[];
};

/** A draft belongs to what it starts from, else to its project. */
export function draftKey({ projectId, fromId, template = null, changes = [] }: DraftStart): string {
  const place = projectId ?? 'none';
  const start = fromId ? `from:${fromId}` : template === null ? place : `template:${template}:${place}`;
  return [`${PREFIX}${start}`, ...changes].join('|');
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
