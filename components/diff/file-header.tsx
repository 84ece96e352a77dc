import { ChevronDown, ChevronRight } from 'lucide-react';
import { markInvisible } from '@/lib/core/mark-invisible';
import type { FileChange } from '@/lib/core/repository';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import type { Sharers } from './pair-files';

const WORDS: Record<FileChange['change'], string | null> = {
  added: 'new',
  modified: null,
  deleted: 'deleted',
  renamed: 'renamed',
  copied: 'copied',
  mode: 'mode',
  type: 'type',
};

type FileHeaderProps = {
  change: FileChange;
  sharers: Sharers | null;
  open: boolean;
  onToggle: () => void;
  active: boolean;
};

export function FileHeader({ change, sharers, open, onToggle, active }: FileHeaderProps) {
  const word = WORDS[change.change];
  return (
    <div
      className={cn(
        'sticky top-(--strip-height,0px) z-10 flex min-h-9 items-center gap-2 border-b bg-subtle px-2',
        active && 'shadow-[inset_2px_0_0_var(--focus)]',
      )}
    >
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex min-w-0 items-center gap-1.5 rounded py-1 text-left"
      >
        {open ? (
          <ChevronDown aria-hidden className="size-3.5 shrink-0" />
        ) : (
          <ChevronRight aria-hidden className="size-3.5 shrink-0" />
        )}
        <PathText change={change} />
      </button>
      <CopyButton text={change.path} what="path" />
      {word ? <Badge>{word}</Badge> : null}
      {change.binary ? <Badge>binary</Badge> : null}
      <SharerMarks sharers={sharers} />
      <LineCounts added={change.linesAdded} removed={change.linesRemoved} className="ml-auto" />
    </div>
  );
}

function PathText({ change }: { change: FileChange }) {
  const slash = change.path.lastIndexOf('/') + 1;
  return (
    <span className="min-w-0 truncate font-mono text-xs" title={markInvisible(change.path)}>
      {change.oldPath && change.oldPath !== change.path ? (
        <span className="text-faint">{markInvisible(change.oldPath)} → </span>
      ) : null}
      <span className="text-muted">{markInvisible(change.path.slice(0, slash))}</span>
      <span className="font-medium">{markInvisible(change.path.slice(slash))}</span>
    </span>
  );
}

export function LineCounts(props: { added: number | null; removed: number | null; className?: string }) {
  const { added, removed, className } = props;
  if (added === null || removed === null) return <span className={cn('text-xs text-faint', className)}>–</span>;
  return (
    <span className={cn('shrink-0 font-mono text-xs whitespace-nowrap tabular-nums', className)}>
      <span className="text-ok">+{added}</span> <span className="text-bad">−{removed}</span>
    </span>
  );
}

function SharerMarks({ sharers }: { sharers: Sharers | null }) {
  if (!sharers || sharers.identical.length === 0) return null;
  return (
    <span className="hidden shrink-0 items-center gap-1 text-xs text-muted sm:inline-flex">
      identical in
      {sharers.identical.map((letter, index) => (
        <VariantMark key={`${letter}${String(index)}`} letter={letter} size={14} label={`variant ${letter}`} />
      ))}
    </span>
  );
}
