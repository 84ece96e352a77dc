import { BASE_LETTER, letterBaseline, shapePath, styleOfLetter, styleOfPosition } from '@/lib/client/variant-style';

export type TickPoint = { label: string; position: number | null };

type MarkTickProps = {
  x?: number | string;
  y?: number | string;
  payload?: { value: string };
  points: readonly TickPoint[];
};

/** The letter, colour and shape of a run at an axis: the same sign as everywhere else. */
export function MarkTick({ x, y, payload, points }: MarkTickProps) {
  const point = points.find(({ label }) => label === payload?.value);
  if (!point) return null;
  const { color, shape } = styleOf(point);
  const isBase = point.position === null;
  return (
    <g transform={`translate(${String(Number(x) - 20)} ${String(Number(y) - 8)}) scale(${String(16 / 24)})`}>
      <path
        d={shapePath(shape)}
        fill={isBase ? 'none' : color}
        stroke={color}
        strokeWidth={isBase ? 2 : 0}
        strokeDasharray={isBase ? '4 2.6' : undefined}
      />
      <text
        x={12}
        y={letterBaseline(shape)}
        textAnchor="middle"
        fontSize={point.label.length > 2 ? 8 : point.label.length > 1 ? 11 : 13}
        fontWeight={700}
        fill={isBase ? color : 'var(--canvas)'}
      >
        {point.label}
      </text>
    </g>
  );
}

export function colorOf(point: TickPoint): string {
  return styleOf(point).color;
}

function styleOf(point: TickPoint) {
  return point.position === null ? styleOfLetter(BASE_LETTER) : styleOfPosition(point.position);
}
