'use client';

import { repeatMark, shortSha } from '@/lib/client/format';
import type { MergeView, RunView } from '@/lib/schemas/view';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { RelativeTime } from '@/components/ui/time';

type MergeBannerProps = { merge: MergeView; run: RunView | null; onUndo: (mergeId: string) => void; pending: boolean };

/** What was merged where, with the way back; or that it was taken back. */
export function MergeBanner({ merge, run, onUndo, pending }: MergeBannerProps) {
  const what = run ? `${run.variant.letter} (${run.variant.key}${repeatMark(run.repeat)})` : 'A run';
  if (merge.status === 'undone') {
    return (
      <Callout title={`${what} was merged into ${merge.target} and taken back.`}>
        {merge.target} was restored to <code className="font-mono text-xs">{shortSha(merge.previousSha)}</code>{' '}
        {merge.undoneAt ? <RelativeTime at={merge.undoneAt} /> : null}
      </Callout>
    );
  }
  return (
    <Callout
      tone="ok"
      title={`${what} is merged into ${merge.target}.`}
      actions={
        <Button size="sm" pending={pending} onClick={() => onUndo(merge.id)}>
          Undo
        </Button>
      }
    >
      Commit <code className="font-mono text-xs">{shortSha(merge.commitSha)}</code>, before it{' '}
      <code className="font-mono text-xs">{shortSha(merge.previousSha)}</code>, <RelativeTime at={merge.createdAt} />
      {merge.pushedTo ? `, pushed to ${merge.pushedTo}` : null}
    </Callout>
  );
}
