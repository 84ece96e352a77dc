import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { plural, shortSha } from '@/lib/client/format';
import type { MergePreview } from '@/lib/core/repository';
import type { MergePreviewView } from '@/lib/schemas/view';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Spinner } from '@/components/ui/spinner';

type MergePreviewPanelProps = { preview: UseQueryResult<MergePreviewView>; target: string | null };

/** What the merge would do to the target as it is now; nothing has been written. */
export function MergePreviewPanel({ preview, target }: MergePreviewPanelProps) {
  if (preview.isError) return <QueryError error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) {
    return (
      <div className="flex min-h-32 items-center justify-center rounded-md border">
        <Spinner label={`Looking at ${target ?? 'the target'} as it is now`} />
      </div>
    );
  }
  const { refusal, message } = preview.data;
  return (
    <div className="flex flex-col gap-3" aria-live="polite">
      {refusal ? (
        <Callout tone="bad" title={refusal.message}>
          {refusal.remedy}
        </Callout>
      ) : null}
      {preview.data.preview ? (
        <Facts
          preview={preview.data.preview}
          target={target}
          again={
            <Button size="sm" pending={preview.isFetching} onClick={() => void preview.refetch()}>
              Look again
            </Button>
          }
        />
      ) : null}
      {message ? (
        <figure>
          <figcaption className="pb-1 text-xs font-medium">Commit message</figcaption>
          <pre
            role="region"
            aria-label="Commit message"
            tabIndex={0}
            className="max-h-44 overflow-auto rounded-md border bg-subtle px-2.5 py-2 font-mono text-xs break-words whitespace-pre-wrap"
          >
            {message}
          </pre>
        </figure>
      ) : null}
    </div>
  );
}

type FactsProps = { preview: MergePreview; target: string | null; again: ReactNode };

function Facts({ preview, target, again }: FactsProps) {
  const { stats, behindBy, conflicts, blockedBy, targetSha } = preview;
  const name = target ?? 'the target';
  if (conflicts.length > 0) {
    return (
      <Callout tone="bad" title={`${plural(conflicts.length, 'file')} would conflict with ${name}.`}>
        <PathList paths={conflicts} />
        Check the result out, bring it up to date with {name} by hand, or start the experiment again from the new {name}
        .
      </Callout>
    );
  }
  if (blockedBy.length > 0) {
    return (
      <Callout
        tone="bad"
        title={`The checkout of ${name} has uncommitted changes that the merge would touch.`}
        actions={again}
      >
        <PathList paths={blockedBy} />
        Commit or stash them, then look again.
      </Callout>
    );
  }
  return (
    <Callout tone="ok" title={`Merges cleanly into ${name} at ${shortSha(targetSha)}.`}>
      {plural(stats.filesChanged, 'file')}, <span className="text-ok">+{stats.linesAdded}</span>{' '}
      <span className="text-bad">−{stats.linesRemoved}</span>
      {behindBy > 0 ? `; ${name} has moved on by ${plural(behindBy, 'commit')} since the base` : null}
    </Callout>
  );
}

function PathList({ paths }: { paths: readonly string[] }) {
  return (
    <ul className="my-1 max-h-32 overflow-y-auto font-mono text-xs text-ink">
      {paths.map((path) => (
        <li key={path} className="break-all">
          {path}
        </li>
      ))}
    </ul>
  );
}
