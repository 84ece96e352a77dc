import { type PipelineShape, shapeWords } from '@/lib/core/pipeline-shape';
import { letterBaseline, letterSize, shapePath, styleOfLetter } from '@/lib/client/variant-style';
import { layoutMiniature, type Line, type PlacedNode } from './miniature-layout';

const NODE = 18;
/** Larger pictures are drawn smaller, smaller ones not larger. */
const MOST_HEIGHT = 132;

/** What an experiment looks like, small: the base, its stages, what starts from what. */
export function PipelineMiniature({ shape }: { shape: PipelineShape }) {
  const { width, height, base, stages, lines } = layoutMiniature(shape);
  return (
    <svg
      role="img"
      aria-label={shapeWords(shape)}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      style={{ maxWidth: width, maxHeight: MOST_HEIGHT }}
      className="h-full w-full"
    >
      {stages.length > 1
        ? stages.map((stage) => (
            <rect
              key={stage.name}
              x={stage.x}
              y={stage.y}
              width={stage.width}
              height={stage.height}
              rx="8"
              fill="var(--canvas)"
              stroke="var(--line-strong)"
              strokeDasharray="3 3"
            />
          ))
        : null}
      {lines.map((line, index) => (
        <path key={index} d={curve(line)} fill="none" stroke="var(--control)" {...strokeOf(line)} />
      ))}
      <circle
        cx={base.x}
        cy={base.y}
        r="6"
        fill="var(--canvas)"
        stroke="var(--variant-0)"
        strokeWidth="2"
        strokeDasharray="3 2"
      />
      {stages.flatMap((stage) => stage.nodes.map((node) => <Node key={node.id} node={node} />))}
    </svg>
  );
}

function strokeOf({ kind }: Line): { strokeWidth: number; strokeDasharray?: string } {
  if (kind === 'stage') return { strokeWidth: 2.5 };
  return kind === 'order' ? { strokeWidth: 1.5, strokeDasharray: '4 3' } : { strokeWidth: 1.5 };
}

function curve({ from, to }: Line): string {
  const bend = (to.x - from.x) / 2;
  const numbers = [from.x + bend, from.y, to.x - bend, to.y, to.x, to.y].map((value) => value.toFixed(1));
  return `M${from.x.toFixed(1)} ${from.y.toFixed(1)}C${numbers.join(' ')}`;
}

/** A task in its variant's shape and colour; a report as a ring of it; a combination as a diamond. */
function Node({ node }: { node: PlacedNode }) {
  if (node.kind === 'combine') {
    return (
      <path
        d={`M${String(node.x)} ${String(node.y - 9)}l9 9l-9 9l-9 -9z`}
        fill="var(--ink)"
        stroke="var(--canvas)"
        strokeWidth="1.5"
      />
    );
  }
  const { color, shape } = styleOfLetter(node.letter);
  const isReport = node.kind === 'report';
  return (
    <g transform={`translate(${String(node.x - NODE / 2)} ${String(node.y - NODE / 2)}) scale(${String(NODE / 24)})`}>
      <path
        d={shapePath(shape)}
        fill={isReport ? 'var(--canvas)' : color}
        stroke={color}
        strokeWidth={isReport ? 2.5 : 0}
        strokeDasharray={node.isConditional ? '3 2' : undefined}
        fillOpacity={node.isConditional && !isReport ? 0.75 : 1}
      />
      <text
        x="12"
        y={letterBaseline(shape)}
        textAnchor="middle"
        fontSize={letterSize(shape, node.letter)}
        fontWeight="700"
        fill={isReport ? color : 'var(--canvas)'}
      >
        {node.letter}
      </text>
    </g>
  );
}
