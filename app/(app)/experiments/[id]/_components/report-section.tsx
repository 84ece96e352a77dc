'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import { filesQuery } from '@/lib/client/queries';
import type { RunView } from '@/lib/schemas/view';
import { ReportList } from '@/components/run/report-list';
import { Section } from '@/components/ui/section';
import { summaryOf } from './compared-stage';

const MOST_FILES = 20;

/** What report-only runs say, side by side, with the summary on top. */
export function ReportSection({ runs }: { runs: readonly RunView[] }) {
  return (
    <Section title="Reports" description="What was answered and written down; nothing of it is merged.">
      <ReportList
        runs={runs}
        summaryId={summaryOf(runs)?.id ?? null}
        hrefOf={(run) => `/experiments/${run.experimentId}/runs/${run.id}` as Route}
        renderFiles={(run) => (run.resultSha === null ? null : <Files run={run} />)}
      />
    </Section>
  );
}

function Files({ run }: { run: RunView }) {
  const { data } = useQuery(filesQuery(run.id));
  if (!data || data.length === 0) return null;
  return (
    <ul aria-label={`Files of ${run.variant.key}`} className="flex flex-col gap-0.5 border-t pt-2 font-mono text-xs">
      {data.slice(0, MOST_FILES).map(({ path }) => (
        <li key={path} className="break-all">
          {path}
        </li>
      ))}
      {data.length > MOST_FILES ? <li className="text-faint">and {data.length - MOST_FILES} more</li> : null}
    </ul>
  );
}
