'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { currentRuns } from '@/components/run/run-facts';
import { RunTimeline } from '@/components/pipeline/run-timeline';
import { Section } from '@/components/ui/section';
import { PipelineSection } from './pipeline-section';
import { useExperiment } from './use-experiment';
import { usePipelinePick } from './use-pipeline-pick';

const NOTHING: readonly string[] = [];

/** How everything hangs together, and where the time went. */
export function PipelineBoard() {
  const experiment = useExperiment();
  const { pipeline } = usePipelinePick(experiment);
  const router = useRouter();
  const home = `/experiments/${experiment.id}`;
  const open = useCallback(
    ([key, ...others]: readonly string[]) => {
      const node = pipeline.stages.flatMap(({ nodes }) => nodes).find((one) => one.key === key);
      if (others.length > 0) router.push(`${home}?tab=compare&stage=${encodeURIComponent(node?.stage ?? '')}` as Route);
      else if (node?.run) router.push(`${home}/runs/${node.run.id}` as Route);
    },
    [pipeline, router, home],
  );
  const runs = useMemo(
    () => currentRuns(experiment).map((run) => ({ ...run, stage: run.variant.stage })),
    [experiment],
  );
  return (
    <div className="flex flex-col gap-8">
      <PipelineSection
        experiment={experiment}
        pipeline={pipeline}
        picked={NOTHING}
        onPick={open}
        pickWords="Press to open its run."
        maxHeight={560}
      />
      <Section title="Timeline" description="Where the time of each run went.">
        <RunTimeline
          stages={experiment.stages.map(({ name }) => name)}
          runs={runs}
          hrefOf={(runId) => `${home}/runs/${runId}` as Route}
        />
      </Section>
    </div>
  );
}
