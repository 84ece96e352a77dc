'use client';

import { useQuery } from '@tanstack/react-query';
import { CornerLeftUp, Folder, FolderGit2, House } from 'lucide-react';
import { useState } from 'react';
import { QueryError } from '@/components/shell/query-error';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { SkeletonRows } from '@/components/ui/skeleton';
import { type BrowseView, browseQuery } from '@/lib/client/queries';

type FolderPickerProps = { open: boolean; onOpenChange: (open: boolean) => void; onPick: (path: string) => void };

/** Folders of the machine that the server runs on; repositories are marked and can be picked at once. */
export function FolderPicker({ open, onOpenChange, onPick }: FolderPickerProps) {
  const [path, setPath] = useState<string | null>(null);
  const folder = useQuery({ ...browseQuery(path), enabled: open });
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Choose a repository"
        description="Folders on the machine where Bakeoff runs."
        className="h-[34rem] max-w-xl"
        footer={
          <>
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button variant="primary" disabled={!folder.data} onClick={() => folder.data && onPick(folder.data.path)}>
              Use this folder
            </Button>
          </>
        }
      >
        {folder.data ? <PathBar folder={folder.data} onGo={setPath} /> : null}
        {folder.isPending ? <SkeletonRows rows={6} label="Reading the folder" /> : null}
        {folder.isError ? (
          <QueryError
            title="This folder can't be read"
            error={folder.error}
            onRetry={() => (path === null ? void folder.refetch() : setPath(null))}
          />
        ) : null}
        {folder.data ? (
          <Entries folder={folder.data} isStale={folder.isPlaceholderData} onGo={setPath} onPick={onPick} />
        ) : null}
      </DialogContent>
    </Dialog>
  );
}

function PathBar({ folder, onGo }: { folder: BrowseView; onGo: (path: string) => void }) {
  const { parent, home } = folder;
  return (
    <div className="sticky -top-3 -mx-4 -mt-3 flex items-center gap-1 border-b bg-canvas px-3 py-1.5">
      <IconButton size="sm" label="Home folder" onClick={() => onGo(home)}>
        <House aria-hidden />
      </IconButton>
      <IconButton
        size="sm"
        label="Folder above"
        disabled={parent === null}
        onClick={() => parent !== null && onGo(parent)}
      >
        <CornerLeftUp aria-hidden />
      </IconButton>
      <p className="min-w-0 flex-1 truncate font-mono text-xs" aria-live="polite">
        {folder.path}
      </p>
    </div>
  );
}

type EntriesProps = {
  folder: BrowseView;
  isStale: boolean;
  onGo: (path: string) => void;
  onPick: (path: string) => void;
};

function Entries({ folder, isStale, onGo, onPick }: EntriesProps) {
  if (folder.entries.length === 0) {
    return <p className="py-8 text-center text-muted">No folders in here. Go up, or use this folder.</p>;
  }
  return (
    <ul className={cn('pt-1', isStale && 'opacity-60')}>
      {folder.entries.map((entry) => {
        const Icon = entry.isRepository ? FolderGit2 : Folder;
        return (
          <li key={entry.path} className="flex items-center gap-2 rounded hover:bg-hover">
            <button
              type="button"
              onClick={() => onGo(entry.path)}
              className="flex min-w-0 flex-1 items-center gap-2 rounded px-1.5 py-1 text-left"
            >
              <Icon aria-hidden className={cn('size-4 shrink-0', entry.isRepository ? 'text-ink' : 'text-faint')} />
              <span className="truncate">{entry.name}</span>
              {entry.isRepository ? <Badge>git</Badge> : null}
            </button>
            {entry.isRepository ? (
              <Button size="sm" variant="ghost" aria-label={`Use ${entry.name}`} onClick={() => onPick(entry.path)}>
                Use
              </Button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
