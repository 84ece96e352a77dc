'use client';

import { Handle, type Node, type NodeProps } from '@xyflow/react';
import type { MouseEvent } from 'react';
import type { PipelineNode, PipelineStage } from '@/lib/core/pipeline-types';
import { cn } from '@/components/ui/cn';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import { usePipeline } from './pipeline-context';
import { STAGE_TONES, stageStatusWords, strategyWords } from './stage-words';

export type StageFlowNode = Node<{ stage: PipelineStage & { nodes: readonly PipelineNode[] } }, 'stage'>;
export type PlainFlowNode = Node<Record<string, never>, 'base' | 'join'>;

/** The box around a stage; its name picks everything in it. */
export function StageNode({ data, sourcePosition, targetPosition }: NodeProps<StageFlowNode>) {
  const { stage } = data;
  const { onPick } = usePipeline();
  const keys = stage.nodes.filter(({ kind }) => kind !== 'join').map(({ key }) => key);
  const press = (event: MouseEvent): void => onPick(keys, event.shiftKey || event.metaKey || event.ctrlKey);
  return (
    <>
      {targetPosition ? <Handle type="target" position={targetPosition} isConnectable={false} /> : null}
      <div
        className={cn(
          'size-full rounded-lg border bg-subtle/60',
          stage.status === 'needs_person' && 'border-warn',
          stage.status === 'skipped' && 'border-dashed',
        )}
      >
        <div className="flex h-10 items-center gap-2 px-3.5 text-xs">
          <button
            type="button"
            aria-label={`Stage ${stage.name}, ${strategyWords(stage)}${stage.status ? `, ${stageStatusWords(stage.status)}` : ''}`}
            title="Pick everything in this stage"
            onClick={press}
            className="pointer-events-auto min-w-0 truncate rounded font-semibold hover:underline"
          >
            {stage.name}
          </button>
          <span className="min-w-0 truncate text-muted">{strategyWords(stage)}</span>
          {stage.status ? (
            <span className={cn('ml-auto shrink-0 font-medium', STAGE_TONES[stage.status])}>
              {stageStatusWords(stage.status)}
            </span>
          ) : null}
        </div>
      </div>
      {sourcePosition ? <Handle type="source" position={sourcePosition} isConnectable={false} /> : null}
    </>
  );
}

export function BaseNode({ sourcePosition }: NodeProps<PlainFlowNode>) {
  return (
    <div className="flex size-full items-center justify-center gap-1.5 rounded-full border border-line-strong bg-canvas text-xs font-medium text-muted">
      <VariantMark letter="0" size={16} />
      base
      {sourcePosition ? <Handle type="source" position={sourcePosition} isConnectable={false} /> : null}
    </div>
  );
}

/** The point between two batches. */
export function JoinNode({ sourcePosition, targetPosition }: NodeProps<PlainFlowNode>) {
  return (
    <div title="The next batch starts when this one is over" className="size-full rounded-full border bg-line-strong">
      {targetPosition ? <Handle type="target" position={targetPosition} isConnectable={false} /> : null}
      {sourcePosition ? <Handle type="source" position={sourcePosition} isConnectable={false} /> : null}
    </div>
  );
}
