'use client';

import { useEffect, useMemo } from 'react';
import type { DiffView as DiffData } from '@/lib/schemas/view';
import { plural } from '@/lib/client/format';
import { Callout } from '@/components/ui/callout';
import { EmptyState } from '@/components/ui/states';
import { DiffFile } from './diff-file';
import type { DiffLayout } from './draw-file';
import { FileList } from './file-list';
import { findSharers, pairFiles, type RunFiles } from './pair-files';
import { splitPatch } from '@/lib/schemas/git-patch';
import { useFileKeys } from './use-file-keys';

type DiffViewProps = {
  data: DiffData;
  layout: DiffLayout;
  /** Other runs against the same base, for the marks of equal files. */
  others: readonly RunFiles[];
  file: string | null;
  onFile: (path: string) => void;
  /** What a person reads where nothing differs. */
  emptyText: string;
};

/** The list of files, and each file's diff, drawn when it comes near the window. `j` and `k` go from file to file. */
export function DiffView({ data, layout, others, file, onFile, emptyText }: DiffViewProps) {
  const entries = useMemo(() => pairFiles(data.files, splitPatch(data.patch)), [data]);
  const sharers = useMemo(() => findSharers(data.files, others), [data, others]);
  const paths = useMemo(() => data.files.map((change) => change.path), [data]);
  const select = useFileKeys(paths, file, onFile);
  useScrollToFirst(paths, file);
  if (entries.length === 0) return <EmptyState title="No difference">{emptyText}</EmptyState>;
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,16rem)_minmax(0,1fr)]">
      <div className="min-w-0 lg:sticky lg:top-[calc(var(--strip-height,0px)+0.5rem)] lg:max-h-[calc(100dvh-var(--strip-height,0px)-1rem)] lg:self-start lg:overflow-y-auto">
        <p className="px-2 pb-1 text-xs text-faint">{plural(entries.length, 'file')}</p>
        <div className="max-h-56 overflow-y-auto lg:max-h-none">
          <FileList entries={entries} sharers={sharers} active={file} onSelect={select} />
        </div>
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        {data.truncated ? <CutNote /> : null}
        {entries.map((entry, index) => (
          <DiffFile
            key={entry.change.path}
            id={fileId(index)}
            entry={entry}
            layout={layout}
            sharers={sharers.get(entry.change.path) ?? null}
            active={entry.change.path === file}
          />
        ))}
      </div>
    </div>
  );
}

function CutNote() {
  return (
    <Callout tone="warn" title="The patch is too large to be shown as a whole.">
      Files at its end are listed without their lines. Check the result out to see all of it.
    </Callout>
  );
}

function fileId(index: number): string {
  return `file-${String(index)}`;
}

/** A link that names a file opens at that file. */
function useScrollToFirst(paths: readonly string[], file: string | null): void {
  useEffect(() => {
    const index = file === null ? -1 : paths.indexOf(file);
    if (index > 0) document.querySelector(`#${fileId(index)}`)?.scrollIntoView({ block: 'start' });
    // Only when the list is new: a later choice scrolls by itself.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [paths]);
}
