'use client';

import { useQueryClient } from '@tanstack/react-query';
import { FlaskConical, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { IconButton } from '@/components/ui/icon-button';
import { EmptyState } from '@/components/ui/states';
import { ExperimentStatusPill } from '@/components/ui/status-pill';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Bytes, RelativeTime } from '@/components/ui/time';
import { dataUsageQuery, experimentsQuery } from '@/lib/client/queries';
import { removeLater, useRemoved } from '@/lib/client/remove-later';
import { experimentHref } from '@/lib/client/routes';
import type { DataUsageView } from '@/lib/schemas/view';
import { removeExperiment } from '../../_actions/experiments';

type Weighed = DataUsageView['experiments'][number];

/** Heaviest first. */
export function ExperimentWeights({ experiments }: { experiments: readonly Weighed[] }) {
  const removed = useRemoved();
  const shown = experiments.filter((one) => !removed.has(`experiment:${one.id}`)).sort((a, b) => b.bytes - a.bytes);
  if (shown.length === 0) {
    return (
      <EmptyState icon={FlaskConical} title="No experiment keeps data">
        Experiments show up here with what they weigh once they have run.
      </EmptyState>
    );
  }
  return (
    <Table aria-label="Experiments by weight">
      <thead>
        <tr>
          <Th>Experiment</Th>
          <Th>State</Th>
          <Th className="hidden sm:table-cell">Ended</Th>
          <Th className="text-right">Weight</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {shown.map((one) => (
          <WeightRow key={one.id} experiment={one} />
        ))}
      </tbody>
    </Table>
  );
}

function WeightRow({ experiment }: { experiment: Weighed }) {
  const client = useQueryClient();
  const { id, name, status, bytes, endedAt } = experiment;
  const isOver = status !== 'queued' && status !== 'running';
  const remove = () =>
    removeLater({
      key: `experiment:${id}`,
      message: `${name} was deleted`,
      commit: () => removeExperiment(id),
      onDone: () =>
        Promise.all([
          client.invalidateQueries({ queryKey: dataUsageQuery().queryKey }),
          client.invalidateQueries({ queryKey: experimentsQuery().queryKey.slice(0, 1) }),
        ]),
    });
  return (
    <Tr>
      <Td className="max-w-40 truncate sm:max-w-80">
        <Link href={experimentHref(id)} className="font-medium hover:underline">
          {name}
        </Link>
      </Td>
      <Td>
        <ExperimentStatusPill status={status} />
      </Td>
      <Td className="hidden text-muted sm:table-cell">{endedAt ? <RelativeTime at={endedAt} /> : '–'}</Td>
      <Td className="text-right whitespace-nowrap">
        <Bytes value={bytes} />
      </Td>
      <Td className="w-8 text-right">
        <IconButton
          size="sm"
          tone="danger"
          label={isOver ? `Delete ${name}` : `Stop ${name} before deleting it`}
          disabled={!isOver}
          onClick={remove}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </Td>
    </Tr>
  );
}
