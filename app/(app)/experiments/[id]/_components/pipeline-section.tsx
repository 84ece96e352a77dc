'use client';

import type { Route } from 'next';
import { plural } from '@/lib/client/format';
import type { Pipeline } from '@/lib/core/pipeline-types';
import type { ExperimentView } from '@/lib/schemas/view';
import { useSearchState } from '@/components/compare/use-search-state';
import { PipelinePicture } from '@/components/pipeline/pipeline-picture';
import { PipelineTable } from '@/components/pipeline/pipeline-table';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/tabs';

const FORMS = [
  { value: 'picture', label: 'Picture' },
  { value: 'table', label: 'Table' },
];

type PipelineSectionProps = {
  experiment: ExperimentView;
  pipeline: Pipeline;
  picked: readonly string[];
  onPick: (keys: readonly string[], isAdded: boolean) => void;
  pickWords: string;
  maxHeight: number;
};

/** The whole experiment in one picture, or as the table that says the same. */
export function PipelineSection({ experiment, ...picture }: PipelineSectionProps) {
  const [params, change] = useSearchState();
  const isTable = params.get('pipeline') === 'table';
  return (
    <Section
      title="Pipeline"
      description={describe(experiment)}
      actions={
        <Segmented
          aria-label="Form of the pipeline"
          value={isTable ? 'table' : 'picture'}
          options={FORMS}
          onValueChange={(value) => change({ pipeline: value === 'table' ? 'table' : null })}
        />
      }
    >
      <div className="pt-3">
        {isTable ? (
          <PipelineTable
            pipeline={picture.pipeline}
            hrefOf={(runId) => `/experiments/${experiment.id}/runs/${runId}` as Route}
          />
        ) : (
          <PipelinePicture {...picture} label={`Pipeline of ${experiment.name}; the same is there as a table`} />
        )}
      </div>
    </Section>
  );
}

function describe({ stages, variants }: ExperimentView): string {
  const parts = [plural(variants.length, 'task')];
  if (stages.length > 1) parts.unshift(plural(stages.length, 'stage'));
  return parts.join(', ');
}
