'use client';

import { Area, AreaChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { ChartFrame } from './chart-frame';
import { type ResourceLook, type ResourceRow, timeText } from './resource-series';

const HEIGHT = 88;
/** Rows of the table behind the drawing; it is listened to from first to last. */
const TABLE_ROWS = 12;

type ResourceChartProps = { look: ResourceLook; rows: readonly ResourceRow[]; limit: number | null; color: string };

/** One resource over the time of a run. The limit is drawn once the run has come near it. */
export function ResourceChart({ look, rows, limit, color }: ResourceChartProps) {
  const known = rows.map((row) => row[look.key]).filter((value) => value !== null);
  const peak = Math.max(0, ...known);
  const lastMs = rows.at(-1)?.ms ?? 0;
  const showsLimit = limit !== null && peak > limit / 3;
  return (
    <ChartFrame
      title={look.title}
      note={noteOf({ look, peak, limit, isKnown: known.length > 0 })}
      head={['Time', look.title]}
      rows={tableRows(look, rows)}
    >
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <AreaChart data={[...rows]} accessibilityLayer={false} margin={{ top: 4, right: 4, bottom: 0, left: 0 }}>
          <XAxis
            dataKey="ms"
            type="number"
            domain={['dataMin', 'dataMax']}
            tickFormatter={(ms: number) => timeText(ms, lastMs)}
            tickCount={3}
            height={16}
            axisLine={{ stroke: 'var(--line-strong)' }}
            tickLine={false}
            tick={{ fontSize: 10, fill: 'var(--faint)' }}
          />
          <YAxis hide domain={[0, Math.max(peak, showsLimit ? limit : 0) || 1]} />
          {showsLimit ? <ReferenceLine y={limit} stroke="var(--bad)" strokeDasharray="4 3" /> : null}
          <Tooltip content={<Hint look={look} lastMs={lastMs} />} isAnimationActive={false} />
          <Area
            dataKey={look.key}
            type="linear"
            stroke={color}
            strokeWidth={1.5}
            fill={color}
            fillOpacity={0.12}
            isAnimationActive={false}
            connectNulls
          />
        </AreaChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

type HintProps = {
  look: ResourceLook;
  lastMs: number;
  active?: boolean;
  payload?: readonly { payload?: ResourceRow }[];
};

function Hint({ look, lastMs, active, payload }: HintProps) {
  const row = payload?.[0]?.payload;
  const value = row?.[look.key];
  if (!active || !row || value === null || value === undefined) return null;
  return (
    <p className="rounded border bg-canvas px-1.5 py-0.5 text-xs tabular-nums shadow-pop">
      {look.format(value)} <span className="text-faint">at {timeText(row.ms, lastMs)}</span>
    </p>
  );
}

type Note = { look: ResourceLook; peak: number; limit: number | null; isKnown: boolean };

function noteOf({ look, peak, limit, isKnown }: Note): string | null {
  if (!isKnown) return null;
  const words = `peak ${look.format(peak)}`;
  return limit === null ? words : `${words} of ${look.format(limit)}`;
}

function tableRows(look: ResourceLook, rows: readonly ResourceRow[]): string[][] {
  const lastMs = rows.at(-1)?.ms ?? 0;
  const step = Math.max(1, Math.ceil(rows.length / TABLE_ROWS));
  const shown = rows.filter((_, index) => index % step === 0);
  const byTime = new Map(shown.map((row) => [timeText(row.ms, lastMs), row[look.key]]));
  return [...byTime].map(([time, value]) => [time, value === null ? '–' : look.format(value)]);
}
