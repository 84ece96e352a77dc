import { letterBaseline, letterSize, shapePath, styleOfLetter } from '@/lib/client/variant-style';
import { cn } from '@/components/ui/cn';

type VariantMarkProps = {
  /** `A`, `B` … `AA` … or `0` for the base. */
  letter: string;
  size?: number;
  /** Its name for assistive technology; left out where the name stands beside it. */
  label?: string;
  className?: string;
};

/** A variant's letter in its shape and colour. The base is a ring. */
export function VariantMark({ letter, size = 18, label, className }: VariantMarkProps) {
  const { color, shape } = styleOfLetter(letter);
  const isBase = shape === 'ring';
  return (
    <svg
      viewBox="-1 -1 26 26"
      width={size}
      height={size}
      className={cn('shrink-0', className)}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      <path
        d={shapePath(shape)}
        fill={isBase ? 'none' : color}
        stroke={color}
        strokeWidth={isBase ? 2 : 0}
        strokeDasharray={isBase ? '4 2.6' : undefined}
      />
      <text
        x="12"
        y={letterBaseline(shape) - (letter.length - 1) * 1.2}
        textAnchor="middle"
        fontSize={letterSize(shape, letter)}
        fontWeight="700"
        fill={isBase ? color : 'var(--canvas)'}
        aria-hidden
      >
        {letter}
      </text>
    </svg>
  );
}

type VariantNameProps = { letter: string; name: string; size?: number; className?: string };

/** The mark and the variant's own id beside it. */
export function VariantName({ letter, name, size, className }: VariantNameProps) {
  return (
    <span className={cn('inline-flex min-w-0 items-center gap-1.5', className)}>
      <VariantMark letter={letter} size={size} />
      <span className="truncate font-medium">
        <span className="sr-only">{letter === '0' ? '' : `Variant ${letter}: `}</span>
        {name}
      </span>
    </span>
  );
}
