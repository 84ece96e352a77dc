'use client';

import { memo, useMemo } from 'react';
import type { SandboxLimits } from '@/lib/core/sandbox';
import type { ResourcePoint } from '@/lib/schemas/view';
import { ResourceChart } from './resource-chart';
import { limitOf, RESOURCES, resourceRows } from './resource-series';

type ResourceChartsProps = { points: readonly ResourcePoint[]; limits: SandboxLimits; color: string };

/** Loaded when it is looked at: recharts is larger than the page. */
export const ResourceCharts = memo(function ResourceCharts({ points, limits, color }: ResourceChartsProps) {
  const rows = useMemo(() => resourceRows(points), [points]);
  return (
    <div className="grid gap-x-8 gap-y-5 pt-3 sm:grid-cols-2 lg:grid-cols-3">
      {RESOURCES.map((look) => (
        <ResourceChart key={look.key} look={look} rows={rows} limit={limitOf(look.key, limits)} color={color} />
      ))}
    </div>
  );
});
