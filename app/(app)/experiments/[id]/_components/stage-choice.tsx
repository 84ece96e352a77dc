'use client';

import type { ExperimentView } from '@/lib/schemas/view';
import { useSearchState } from '@/components/compare/use-search-state';
import { Callout } from '@/components/ui/callout';
import { Segmented } from '@/components/ui/tabs';

/** Which stage is compared, and how it was decided. */
export function StageChoice({ experiment, stage }: { experiment: ExperimentView; stage: string }) {
  const [, change] = useSearchState();
  const verdict = experiment.stages.find(({ name }) => name === stage)?.verdict ?? null;
  return (
    <div className="flex flex-col gap-3">
      <div className="overflow-x-auto">
        <Segmented
          aria-label="Stage that is compared"
          value={stage}
          options={experiment.stages.map(({ name }) => ({ value: name, label: name }))}
          onValueChange={(name) => change({ stage: name, run: null, against: null, file: null })}
        />
      </div>
      {verdict && verdict !== experiment.verdict ? <Callout title={verdict} /> : null}
    </div>
  );
}
