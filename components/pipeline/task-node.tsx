'use client';

import { Handle, type Node, type NodeProps, useReactFlow, useStore } from '@xyflow/react';
import { Crown, Filter, GitMerge, ScrollText } from 'lucide-react';
import type { FocusEvent, MouseEvent } from 'react';
import type { PipelineNode } from '@/lib/core/pipeline-types';
import { isTerminalRun } from '@/lib/core/run-status';
import { cn } from '@/components/ui/cn';
import { RunStatusPill } from '@/components/ui/status-pill';
import { Duration } from '@/components/ui/time';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import { effortWords, kindWords, repeatWords, spokenWords } from './node-words';
import { usePipeline } from './pipeline-context';

export type TaskFlowNode = Node<{ node: PipelineNode }, 'task'>;
/** Below this zoom words can't be read; the mark and the state are drawn large instead. */
const FAR = 0.55;

export function TaskNode({
  data,
  sourcePosition,
  targetPosition,
  positionAbsoluteX,
  positionAbsoluteY,
}: NodeProps<TaskFlowNode>) {
  const { node } = data;
  const { picked, onPick, pickWords } = usePipeline();
  const isFar = useStore((store) => store.transform[2] < FAR);
  const { setCenter, getZoom } = useReactFlow();
  const isPicked = picked.has(node.key);
  const press = (event: MouseEvent): void => onPick([node.key], event.shiftKey || event.metaKey || event.ctrlKey);
  const bringIntoView = (event: FocusEvent<HTMLElement>): void => {
    if (isInside(event.currentTarget)) return;
    const { offsetWidth, offsetHeight } = event.currentTarget;
    void setCenter(positionAbsoluteX + offsetWidth / 2, positionAbsoluteY + offsetHeight / 2, { zoom: getZoom() });
  };
  return (
    <>
      {targetPosition ? <Handle type="target" position={targetPosition} isConnectable={false} /> : null}
      <button
        type="button"
        aria-pressed={isPicked}
        aria-label={spokenWords(node)}
        title={`${spokenWords(node).replace(/\.$/, '')}. ${pickWords}`}
        onClick={press}
        onFocus={bringIntoView}
        className={cn(
          'pointer-events-auto size-full cursor-pointer rounded-md border bg-canvas px-2.5 py-1.5 text-left hover:bg-hover',
          borderOf(node),
          isPicked && 'ring-2 ring-ink/70',
        )}
      >
        {isFar ? <FarContent node={node} /> : <Content node={node} />}
      </button>
      {sourcePosition ? <Handle type="source" position={sourcePosition} isConnectable={false} /> : null}
    </>
  );
}

function Content({ node }: { node: PipelineNode }) {
  const { run, variant } = node;
  const Kind = node.kind === 'combine' ? GitMerge : node.kind === 'summary' || variant?.reportOnly ? ScrollText : null;
  return (
    <span className="flex h-full flex-col justify-center gap-0.5">
      <span className="flex min-w-0 items-center gap-1.5">
        <VariantMark letter={variant?.letter ?? '0'} size={18} />
        <span className="min-w-0 flex-1 truncate font-medium">{node.key}</span>
        {Kind ? <Kind aria-hidden className="size-3.5 shrink-0 text-faint" /> : null}
        {variant?.when ? <Filter aria-hidden className="size-3.5 shrink-0 text-faint" /> : null}
        {node.winner ? <Crown aria-hidden className="size-3.5 shrink-0 text-warn" /> : null}
      </span>
      <span className="flex min-w-0 items-center gap-1.5 text-xs text-muted">
        {run ? (
          <RunStatusPill status={run.status} success={run.success} paused={run.paused} className="shrink-0" />
        ) : null}
        <span className="min-w-0 flex-1 truncate">
          <Note node={node} />
        </span>
      </span>
    </span>
  );
}

function Note({ node }: { node: PipelineNode }) {
  const { run } = node;
  if (!run) return <>{kindWords(node)}</>;
  if (run.timestamps.agentStarted && !run.timestamps.agentEnded && !isTerminalRun(run.status)) {
    return <Duration since={run.timestamps.agentStarted} />;
  }
  return <>{node.reason ?? [repeatWords(node), effortWords(node)].filter(Boolean).join(' · ')}</>;
}

function FarContent({ node }: { node: PipelineNode }) {
  const { run } = node;
  return (
    <span className="flex h-full items-center justify-center gap-3">
      <VariantMark letter={node.variant?.letter ?? '0'} size={40} />
      {run ? (
        <RunStatusPill
          status={run.status}
          success={run.success}
          paused={run.paused}
          iconOnly
          className="[&_svg]:size-9"
        />
      ) : null}
      {node.winner ? <Crown aria-hidden className="size-8 text-warn" /> : null}
    </span>
  );
}

function borderOf({ run, winner, variant }: PipelineNode): string {
  if (winner) return 'border-warn';
  if (!run) return variant?.when ? 'border-dashed border-control' : 'border-line-strong';
  if (run.status === 'skipped' || run.status === 'cancelled') return 'border-dashed border-control bg-subtle';
  if (run.status === 'queued') return 'border-dashed border-line-strong';
  if (!isTerminalRun(run.status)) return 'border-busy';
  return run.status === 'passed' ? 'border-line-strong' : 'border-bad/60';
}

/** Whether all of it can be seen in its picture. */
function isInside(element: HTMLElement): boolean {
  const frame = element.closest('.react-flow')?.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  if (!frame) return true;
  return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
}
