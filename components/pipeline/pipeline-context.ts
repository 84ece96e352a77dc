import { createContext, useContext } from 'react';

type PipelineControl = {
  /** Keys of the tasks that are shown below the picture. */
  picked: ReadonlySet<string>;
  /** `isAdded`: together with what is picked already. */
  onPick: (keys: readonly string[], isAdded: boolean) => void;
  /** What a press on a task does, for those who hear it. */
  pickWords: string;
};

export const PipelineContext = createContext<PipelineControl | null>(null);

export function usePipeline(): PipelineControl {
  const control = useContext(PipelineContext);
  if (!control) throw new Error('A node is drawn outside of its picture.');
  return control;
}
