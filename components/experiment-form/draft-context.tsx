'use client';

import { createContext, useContext, useState } from 'react';
import type { ProjectDetail } from '@/lib/client/queries';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { type Draft, fieldOf, writeField } from '@/lib/schemas/experiment-file/draft';
import type { AgentView, HostView } from '@/lib/schemas/view';
import { problemAt, problemWithin } from './find-problem';
import type { Planning } from './use-planning';

export type DraftControl = {
  draft: Draft;
  /** Turns the text into the next one. */
  change: (edit: (text: string) => string) => void;
  /** Somebody tried to launch: what is missing is shown from then on, too. */
  isAttempted: boolean;
  agents: AgentView[];
  /** Of the project that the text names, once it is known. */
  project: ProjectDetail | null;
  /** What this computer can lock runs in with, once it is known. */
  host: HostView | null;
  consent: Consent;
  planning: Planning;
};

/** Lets agents of the project run without isolation. */
export type Consent = { pending: boolean; give: () => void };

export const DraftContext = createContext<DraftControl | null>(null);

export function useDraft(): DraftControl {
  const control = useContext(DraftContext);
  if (!control) throw new Error('The form is used outside of its draft.');
  return control;
}

export type FieldState = {
  value: unknown;
  error: string | null;
  write: (value: unknown) => void;
  /** Spread on the control: while a person types, an unfinished value is not called wrong. */
  focus: { onFocus: () => void; onBlur: () => void };
};

type FieldOptions = {
  /** Problems anywhere below it are its own. */
  isWide?: boolean;
  /** What the field speaks for: problems of exactly this are its own, too. */
  owner?: FilePath;
};

/** One value of the draft. */
export function useField(path: FilePath, { isWide, owner }: FieldOptions = {}): FieldState {
  const { draft, change, isAttempted } = useDraft();
  const [isEditing, setEditing] = useState(false);
  const value = fieldOf(draft.data, path);
  const own = isWide ? problemWithin(draft.problems, path) : problemAt(draft.problems, path);
  const problem = own ?? (owner ? problemAt(draft.problems, owner) : null);
  const isShown = isAttempted || (value !== undefined && !isEditing);
  return {
    value,
    error: problem && isShown ? problem.message : null,
    write: (next) => change((text) => writeField(text, path, next)),
    focus: { onFocus: () => setEditing(true), onBlur: () => setEditing(false) },
  };
}
