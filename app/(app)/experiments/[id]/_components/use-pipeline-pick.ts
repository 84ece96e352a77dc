import { useCallback, useMemo } from 'react';
import { buildPipeline, hasShape } from '@/lib/core/pipeline';
import { defaultPick, readPick, togglePick, writePick } from '@/lib/core/pipeline-pick';
import type { Pipeline } from '@/lib/core/pipeline-types';
import type { ExperimentView, RunView } from '@/lib/schemas/view';
import { useSearchState } from '@/components/compare/use-search-state';
import { inputOfView } from '@/components/pipeline/pipeline-input';
import { currentRuns } from '@/components/run/run-facts';

export type PipelinePick = {
  pipeline: Pipeline;
  /** There is more to it than alternatives side by side. */
  hasShape: boolean;
  /** Keys of what a person picked. */
  picked: string[];
  /** Current runs of what was picked, else of what happens now. */
  shown: RunView[];
  onPick: (keys: readonly string[], isAdded: boolean) => void;
  clear: () => void;
};

/** What of an experiment's picture is looked at. It lives in the address. */
export function usePipelinePick(experiment: ExperimentView): PipelinePick {
  const [params, change] = useSearchState();
  const input = useMemo(() => inputOfView(experiment), [experiment]);
  const pipeline = useMemo(() => buildPipeline(input), [input]);
  const param = params.get('pick');
  const picked = useMemo(() => readPick(param, pipeline), [param, pipeline]);
  const onPick = useCallback(
    (keys: readonly string[], isAdded: boolean) => change({ pick: writePick(togglePick(picked, keys, isAdded)) }),
    [change, picked],
  );
  const keys = new Set(picked.length > 0 ? picked : defaultPick(pipeline));
  const runs = currentRuns(experiment);
  const isShaped = hasShape(input);
  return {
    pipeline,
    hasShape: isShaped,
    picked,
    shown: isShaped ? runs.filter(({ variant }) => keys.has(variant.key)) : runs,
    onPick,
    clear: useCallback(() => change({ pick: null }), [change]),
  };
}
