import { hasAnsi, stripAnsi } from 'fancy-ansi';
import { AnsiHtml } from 'fancy-ansi/react';
import { cn } from '@/components/ui/cn';
import './ansi-theme.css';
import { cleanText } from '@/lib/core/clean-text';

/** Above this, colours cost more than they tell. */
const MAX_COLOURED = 60_000;

/**
 * Text from an agent or a command. It is only ever text: colours become styles, every other terminal escape is dropped,
 * and what looks like HTML is shown as it was written.
 */
export function AnsiText({ text, className }: { text: string; className?: string }) {
  const clean = cleanText(text);
  const style = cn('break-words whitespace-pre-wrap', className);
  if (!hasAnsi(clean)) return <span className={style}>{clean}</span>;
  if (clean.length > MAX_COLOURED) return <span className={style}>{stripAnsi(clean)}</span>;
  return <AnsiHtml className={style} text={clean} />;
}

/** Plain text of the same, for one-line places. */
export function plainText(text: string): string {
  return stripAnsi(cleanText(text));
}
