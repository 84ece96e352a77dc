'use client';

import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { hostQuery, projectQuery } from '@/lib/client/queries';
import { topics, useStream } from '@/lib/client/use-stream';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import { type Draft, fieldOf, readDraft, writeField } from '@/lib/schemas/experiment-file/draft';
import type { AgentView, ProjectView } from '@/lib/schemas/view';
import type { DraftControl } from './draft-context';
import { projectOf } from './initial-draft';
import { jumpToField } from './jump-to-problem';
import { draftKey } from './stored-draft';
import { useConsent } from './use-consent';
import { type FormActions, type LaunchState, useLaunch } from './use-launch';
import { usePlanning } from './use-planning';
import { type TextState, useText } from './use-text';
import { replaceParam, useView } from './use-view';
import { selectPlace } from './yaml-view';

export type EditorInput = {
  storageKey: string;
  /** What the form begins with, unless a draft of before is there. */
  fresh: string;
  projects: ProjectView[];
  agents: AgentView[];
  actions: FormActions;
  /** It starts from an earlier experiment, and is kept as that one's copy whatever project it moves to. */
  isCopy: boolean;
};

export type Editor = {
  control: DraftControl;
  text: TextState;
  server: LaunchState;
  /** The project that the text names. */
  current: ProjectView | null;
  view: string;
  setView: (view: string) => void;
  yaml: RefObject<HTMLTextAreaElement | null>;
  pick: (problem: FileProblem) => void;
  chooseProject: (project: ProjectView) => void;
  launch: () => void;
  tryOnBase: () => void;
};

/** Everything that the two views of an experiment and their footer share. */
export function useEditor(input: EditorInput): Editor {
  const { projects, agents, isCopy } = input;
  const text = useText(input.fresh, input.storageKey);
  const [isAttempted, setAttempted] = useState(false);
  const [view, setView] = useView();
  const yaml = useRef<HTMLTextAreaElement>(null);
  const server = useLaunch(input.actions, text.forget);
  const draft = useRefusals(text.text, server.refused);
  const current = projectOf(projects, fieldOf(draft.data, ['project']));
  const project = useQuery({ ...projectQuery(current?.id ?? ''), enabled: current !== null });
  const host = useQuery(hostQuery()).data ?? null;
  useStream([topics.host, topics.projects]);
  const consent = useConsent({
    projectId: current?.id ?? null,
    allowProcess: input.actions.allowProcess,
    onGiven: server.forgetRefusal,
  });
  const planning = usePlanning(input.actions);
  const control = {
    draft,
    change: text.change,
    isAttempted,
    agents,
    project: project.data ?? null,
    host,
    consent,
    planning,
  };

  const pick = (problem: FileProblem): void => {
    setAttempted(true);
    if (view === 'form' && draft.data && jumpToField(problem.path)) return;
    setView('yaml');
    requestAnimationFrame(() => selectPlace(yaml.current, problem));
  };
  const chooseProject = (next: ProjectView): void => {
    text.change((before) => writeField(before, ['project'], next.location));
    if (isCopy) return;
    text.moveTo(draftKey({ projectId: next.id, fromId: null }));
    replaceParam('project', next.id);
  };
  const send = (call: (text: string) => Promise<FileProblem[]>): void => {
    setAttempted(true);
    const [first] = draft.problems;
    if (first) return pick(first);
    void call(text.text).then(([refused]) => refused && requestAnimationFrame(() => pick(refused)));
  };
  const launch = (): void => send(server.launch);
  useLaunchShortcut(launch, server.pending !== null);

  const tryOnBase = (): void => send(server.tryOnBase);
  return { control, text, server, current, view, setView, yaml, pick, chooseProject, launch, tryOnBase };
}

/** The draft with what the server refused it for, as long as the text is the one that was refused. */
function useRefusals(text: string, refused: LaunchState['refused']): Draft {
  const draft = useMemo(() => readDraft(text), [text]);
  return refused?.text === text && draft.problems.length === 0 ? { ...draft, problems: refused.problems } : draft;
}

function useLaunchShortcut(launch: () => void, isBusy: boolean): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || event.repeat) return;
      event.preventDefault();
      if (!isBusy) launch();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [launch, isBusy]);
}
