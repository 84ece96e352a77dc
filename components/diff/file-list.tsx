'use client';

import { markInvisible } from '@/lib/core/mark-invisible';
import { cn } from '@/components/ui/cn';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import { LineCounts } from './file-header';
import type { DiffEntry, Sharers } from './pair-files';

type FileListProps = {
  entries: readonly DiffEntry[];
  sharers: ReadonlyMap<string, Sharers>;
  active: string | null;
  onSelect: (path: string) => void;
};

/** Every changed file; behind each the other variants that changed it too, framed where their content is the same. */
export function FileList({ entries, sharers, active, onSelect }: FileListProps) {
  const isLong = entries.length > 200;
  return (
    <nav aria-label="Changed files" className="min-w-0">
      <ul>
        {entries.map(({ change }) => (
          <li
            key={change.path}
            className={isLong ? '[contain-intrinsic-size:auto_1.75rem] [content-visibility:auto]' : undefined}
          >
            <button
              type="button"
              aria-current={change.path === active ? 'true' : undefined}
              onClick={() => onSelect(change.path)}
              className={cn(
                'flex h-7 w-full items-center gap-2 rounded px-2 text-left hover:bg-hover',
                change.path === active && 'bg-hover font-medium',
              )}
            >
              <ShortPath path={change.path} deleted={change.change === 'deleted'} />
              <OtherMarks sharers={sharers.get(change.path)} />
              <LineCounts added={change.linesAdded} removed={change.linesRemoved} className="text-micro" />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Cut from the left: the name of the file matters most. */
function ShortPath({ path: given, deleted }: { path: string; deleted: boolean }) {
  const path = markInvisible(given);
  const slash = path.lastIndexOf('/') + 1;
  return (
    <span title={path} className={cn('flex min-w-0 flex-1 font-mono text-xs', deleted && 'line-through')}>
      <span className="min-w-0 shrink truncate text-faint">{path.slice(0, slash)}</span>
      <span className="max-w-full shrink-0 truncate">{path.slice(slash)}</span>
    </span>
  );
}

function OtherMarks({ sharers }: { sharers: Sharers | undefined }) {
  if (!sharers) return null;
  return (
    <span className="flex shrink-0 items-center gap-0.5">
      {sharers.identical.map((letter, index) => (
        <span key={`i${letter}${String(index)}`} className="flex items-center font-mono text-micro text-muted">
          =<VariantMark letter={letter} size={13} label={`identical in variant ${letter}`} />
        </span>
      ))}
      {sharers.different.map((letter, index) => (
        <span key={`d${letter}${String(index)}`} className="opacity-50">
          <VariantMark letter={letter} size={13} label={`also changed by variant ${letter}`} />
        </span>
      ))}
    </span>
  );
}
