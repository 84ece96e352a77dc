'use client';

import type { Route } from 'next';
import Link from 'next/link';
import type { Pipeline, PipelineNode, PipelineStage } from '@/lib/core/pipeline-types';
import { Badge } from '@/components/ui/badge';
import { RunStatusPill } from '@/components/ui/status-pill';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { VariantName } from '@/components/variant-mark/variant-mark';
import { effortWords, kindWords, repeatWords } from './node-words';
import { stageStatusWords, strategyWords } from './stage-words';

type PipelineTableProps = { pipeline: Pipeline; hrefOf: (runId: string) => Route };

/** The picture as rows: the same words for those who don't see it, and for those who would rather read. */
export function PipelineTable({ pipeline, hrefOf }: PipelineTableProps) {
  return (
    <Table aria-label="Stages and tasks">
      <thead>
        <tr>
          <Th>Task</Th>
          <Th>State</Th>
          <Th>Starts after</Th>
          <Th>Time and cost</Th>
          <Th>Why</Th>
        </tr>
      </thead>
      {pipeline.stages.map((stage) => (
        <tbody key={stage.id}>
          <tr>
            <th scope="rowgroup" colSpan={5} className="border-b pt-4 pb-1.5 text-left text-xs font-semibold">
              {stage.name} <span className="font-normal text-muted">{stageWords(stage, pipeline)}</span>
            </th>
          </tr>
          {stage.nodes.map((node) =>
            node.kind === 'join' ? null : <Row key={node.id} node={node} pipeline={pipeline} hrefOf={hrefOf} />,
          )}
        </tbody>
      ))}
    </Table>
  );
}

function Row({ node, pipeline, hrefOf }: { node: PipelineNode; pipeline: Pipeline; hrefOf: (runId: string) => Route }) {
  const { run, variant } = node;
  const name = <VariantName letter={variant?.letter ?? '0'} name={node.key} />;
  return (
    <Tr>
      <Td>
        {run ? (
          <Link href={hrefOf(run.id)} className="rounded hover:underline">
            {name}
          </Link>
        ) : (
          name
        )}
        <span className="block pl-6 text-xs text-muted">{kindWords(node)}</span>
      </Td>
      <Td>
        <span className="flex items-center gap-2">
          {run ? <RunStatusPill status={run.status} success={run.success} paused={run.paused} /> : 'Planned'}
          {node.winner ? <Badge tone="warn">Winner</Badge> : null}
        </span>
        <span className="text-xs text-muted">{repeatWords(node)}</span>
      </Td>
      <Td className="text-muted">{parentsOf(node, pipeline).join(', ') || '–'}</Td>
      <Td className="whitespace-nowrap tabular-nums">{effortWords(node) || '–'}</Td>
      <Td className="max-w-md min-w-48 text-muted">
        {node.reason ?? (variant?.when ? <code className="font-mono text-xs">when {variant.when}</code> : '–')}
      </Td>
    </Tr>
  );
}

function parentsOf(node: PipelineNode, { inner, stages }: Pipeline): string[] {
  const keys = new Map(
    stages.flatMap(({ nodes }) => nodes.map(({ id, kind, key }) => [id, kind === 'join' ? null : key])),
  );
  return inner.filter(({ to }) => to === node.id).map(({ from }) => keys.get(from) ?? 'the batch before');
}

function stageWords(stage: PipelineStage & { id: string }, { outer }: Pipeline): string {
  const source = outer.find(({ to }) => to === stage.id)?.reason;
  const status = stage.status ? stageStatusWords(stage.status) : null;
  return [strategyWords(stage), source, status].filter(Boolean).join(' · ');
}
