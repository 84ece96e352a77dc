'use client';

import { useRef, useState } from 'react';
import { loadDraft, saveDraft } from './stored-draft';

export type TextState = {
  text: string;
  change: (edit: (text: string) => string) => void;
  /** The text is a draft of before that nobody has touched since. */
  isRestored: boolean;
  startAfresh: () => void;
  forget: () => void;
};

/** The draft's text, kept in the browser with each change. */
export function useText(fresh: string, storageKey: string): TextState {
  const [stored] = useState(() => loadDraft(storageKey));
  const [text, setText] = useState(stored ?? fresh);
  // The Undo of a toast outlives the render that made it, so edits always start from the newest text.
  const latest = useRef(text);
  const change: TextState['change'] = (edit) => {
    latest.current = edit(latest.current);
    setText(latest.current);
    saveDraft(storageKey, latest.current);
  };
  return {
    text,
    change,
    isRestored: stored !== null && stored !== fresh && text === stored,
    startAfresh: () => change(() => fresh),
    forget: () => saveDraft(storageKey, null),
  };
}
