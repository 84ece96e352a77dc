'use client';

import { Bar, BarChart, Cell, LabelList, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { Chart } from '@/lib/core/chart-data';
import { ChartFrame } from './chart-frame';
import { colorOf, MarkTick } from './mark-tick';

const ROW_HEIGHT = 28;

/** One bar a run; a dashed line where the base stands. Unknown has no bar and says so. */
export function ValueChart({ chart }: { chart: Chart }) {
  const data = chart.points.map((point) => ({ ...point, drawn: point.value ?? 0 }));
  return (
    <ChartFrame
      title={chart.title}
      note={chart.better ? `${chart.better} is better` : null}
      head={['Run', 'Value']}
      rows={chart.points.map((point) => [point.label === '0' ? 'Base' : point.label, point.text])}
    >
      <ResponsiveContainer width="100%" height={data.length * ROW_HEIGHT + 4}>
        <BarChart
          data={data}
          layout="vertical"
          accessibilityLayer={false}
          margin={{ top: 0, right: 76, bottom: 0, left: 0 }}
          barCategoryGap={5}
        >
          <XAxis type="number" hide domain={[(min: number) => Math.min(0, min), (max: number) => Math.max(0, max)]} />
          <YAxis
            type="category"
            dataKey="label"
            width={28}
            axisLine={false}
            tickLine={false}
            interval={0}
            tick={<MarkTick points={data} />}
          />
          {chart.base === null ? null : (
            <ReferenceLine x={chart.base} stroke="var(--variant-0)" strokeDasharray="4 3" />
          )}
          <Bar dataKey="drawn" isAnimationActive={false} radius={2} minPointSize={1}>
            {data.map((point) => (
              <Cell key={point.label} fill={colorOf(point)} fillOpacity={point.position === null ? 0.35 : 0.85} />
            ))}
            <LabelList dataKey="text" position="right" fill="var(--muted)" fontSize={12} />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
