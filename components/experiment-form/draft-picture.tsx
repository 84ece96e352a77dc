'use client';

import { useMemo, useState } from 'react';
import { PipelinePicture } from '@/components/pipeline/pipeline-picture';
import { inputOfSpec } from '@/components/pipeline/pipeline-input';
import type { ExperimentSpec } from '@/lib/core/experiment';
import { buildPipeline, hasShape } from '@/lib/core/pipeline';
import { placeOf } from '@/lib/schemas/experiment-file/draft-plan';
import { useDraft } from './draft-context';
import { jumpToField } from './jump-to-problem';

const NOTHING: readonly string[] = [];

/** What would be launched, as a picture; while something is wrong, as it last was. */
export function DraftPicture() {
  const { draft } = useDraft();
  const spec = useLast(draft.spec);
  const input = useMemo(() => (spec ? inputOfSpec(spec) : null), [spec]);
  const pipeline = useMemo(() => (input ? buildPipeline(input) : null), [input]);
  if (!input || !pipeline || !hasShape(input)) return null;
  const jump = ([key]: readonly string[]): void => {
    const place = key === undefined ? null : placeOf(draft.data, key);
    if (place) jumpToField(place);
  };
  return (
    <div className="pt-3">
      <PipelinePicture
        pipeline={pipeline}
        label="Pipeline of this experiment"
        picked={NOTHING}
        onPick={jump}
        pickWords="Press to go to its fields."
        maxHeight={300}
      />
      {draft.spec ? null : (
        <p className="pt-1 text-xs text-faint">As it was before the last problem; it follows when that is solved.</p>
      )}
    </div>
  );
}

/** The last one that was there. */
function useLast(spec: ExperimentSpec | null): ExperimentSpec | null {
  const [last, setLast] = useState(spec);
  if (spec !== null && spec !== last) setLast(spec);
  return spec ?? last;
}
