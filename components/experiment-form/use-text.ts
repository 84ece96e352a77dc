'use client';

import { useRef, useState } from 'react';
import { loadDraft, saveDraft } from './stored-draft';

export type TextState = {
  text: string;
  change: (edit: (text: string) => string) => void;
  /** The text is a draft of before that nobody has touched since. */
  isRestored: boolean;
  startAfresh: () => void;
  /** From now on the draft is kept under another key. */
  moveTo: (storageKey: string) => void;
  forget: () => void;
};

/** The draft's text, kept in the browser with each change. */
export function useText(fresh: string, storageKey: string): TextState {
  const [stored] = useState(() => loadDraft(storageKey));
  const [text, setText] = useState(stored ?? fresh);
  // The Undo of a toast outlives the render that made it, so edits always start from the newest text.
  const latest = useRef(text);
  const key = useRef(storageKey);
  const change: TextState['change'] = (edit) => {
    latest.current = edit(latest.current);
    setText(latest.current);
    saveDraft(key.current, latest.current);
  };
  return {
    text,
    change,
    isRestored: stored !== null && stored !== fresh && text === stored,
    startAfresh: () => change(() => fresh),
    moveTo: (next) => {
      saveDraft(key.current, null);
      key.current = next;
      saveDraft(next, latest.current);
    },
    forget: () => saveDraft(key.current, null),
  };
}
