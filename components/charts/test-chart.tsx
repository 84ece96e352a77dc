'use client';

import { Bar, BarChart, LabelList, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { TestPoint } from '@/lib/core/chart-data';
import { ChartFrame } from './chart-frame';
import { MarkTick } from './mark-tick';

const ROW_HEIGHT = 28;

/** Tests of each run in one bar: passed, failed, skipped. The numbers stand beside it, colour is not needed to read it. */
export function TestChart({ points }: { points: TestPoint[] }) {
  const data = points.map((point) => ({ ...point, text: textOf(point) }));
  return (
    <ChartFrame
      title="Tests"
      note="passed, failed, skipped"
      head={['Run', 'Passed', 'Failed', 'Skipped']}
      rows={points.map((point) => [
        point.label === '0' ? 'Base' : point.label,
        String(point.passed),
        String(point.failed),
        String(point.skipped),
      ])}
    >
      <ResponsiveContainer width="100%" height={data.length * ROW_HEIGHT + 4}>
        <BarChart
          data={data}
          layout="vertical"
          accessibilityLayer={false}
          margin={{ top: 0, right: 76, bottom: 0, left: 0 }}
          barCategoryGap={5}
        >
          <XAxis type="number" hide domain={[0, 'dataMax']} />
          <YAxis
            type="category"
            dataKey="label"
            width={28}
            axisLine={false}
            tickLine={false}
            interval={0}
            tick={<MarkTick points={data} />}
          />
          <Bar dataKey="passed" stackId="tests" fill="var(--ok)" fillOpacity={0.8} isAnimationActive={false} />
          <Bar dataKey="failed" stackId="tests" fill="var(--bad)" isAnimationActive={false} />
          <Bar dataKey="skipped" stackId="tests" fill="var(--line-strong)" isAnimationActive={false} minPointSize={1}>
            <LabelList dataKey="text" position="right" fill="var(--muted)" fontSize={12} />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function textOf({ passed, failed, skipped }: TestPoint): string {
  const counts = [passed, failed, ...(skipped > 0 ? [skipped] : [])];
  return counts.join(' / ');
}
