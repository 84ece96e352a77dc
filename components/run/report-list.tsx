'use client';

import { ScrollText } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { repeatMark } from '@/lib/client/format';
import type { RunView } from '@/lib/schemas/view';
import { CopyButton } from '@/components/ui/copy-button';
import { RunStatusPill } from '@/components/ui/status-pill';
import { VariantName } from '@/components/variant-mark/variant-mark';
import { plainText } from './ansi-text';
import { StillNote } from './still-note';
import { isStill } from './still-text';

type ReportListProps = {
  /** Report-only runs, the summary among them. */
  runs: readonly RunView[];
  /** The run whose report is about the others: it stands on top, over the whole width. */
  summaryId: string | null;
  hrefOf: (run: RunView) => Route;
  /** Files that a run wrote. */
  renderFiles: (run: RunView) => ReactNode;
};

/** What runs without a diff are compared by: their answers side by side, and the files that they wrote. */
export function ReportList({ runs, summaryId, hrefOf, renderFiles }: ReportListProps) {
  const summary = runs.find(({ id }) => id === summaryId) ?? null;
  const others = runs.filter((run) => run !== summary);
  return (
    <div className="flex flex-col gap-4 pt-4">
      {summary ? <Report run={summary} href={hrefOf(summary)} files={renderFiles(summary)} isWide /> : null}
      {others.length > 0 ? (
        <div className="grid gap-4 md:grid-cols-[repeat(auto-fit,minmax(20rem,1fr))]">
          {others.map((run) => (
            <Report key={run.id} run={run} href={hrefOf(run)} files={renderFiles(run)} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function Report({ run, href, files, isWide }: { run: RunView; href: Route; files: ReactNode; isWide?: boolean }) {
  const { variant } = run;
  const text = plainText(run.summary ?? '').trim();
  return (
    <article
      aria-label={`Report of ${variant.key}${repeatMark(run.repeat)}`}
      className="flex min-w-0 flex-col gap-2 rounded-lg border p-3"
    >
      <header className="flex min-w-0 items-center gap-2">
        <VariantName letter={variant.letter} name={`${variant.key}${repeatMark(run.repeat)}`} className="flex-1" />
        <RunStatusPill status={run.status} success={run.success} paused={run.paused} />
        {text ? <CopyButton text={text} what={`report of ${variant.key}`} /> : null}
        <Link
          href={href}
          aria-label={`Transcript of ${variant.key}${repeatMark(run.repeat)}`}
          className="rounded text-muted hover:text-ink"
        >
          <ScrollText aria-hidden className="size-4" />
        </Link>
      </header>
      {variant.approach && !isWide ? <p className="text-xs text-muted">{variant.approach}</p> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div
        role="region"
        aria-label={`What ${variant.key} answered`}
        tabIndex={0}
        className={`overflow-y-auto break-words whitespace-pre-wrap ${isWide ? 'max-h-[60dvh] max-w-4xl' : 'max-h-96'}`}
      >
        {text || <span className="text-faint">{isStill(run) ? <StillNote run={run} /> : emptyText(run)}</span>}
      </div>
      {files}
    </article>
  );
}

function emptyText(run: RunView): string {
  return run.error?.message ?? (run.timestamps.stopped === null ? 'No answer yet.' : 'It answered nothing.');
}
