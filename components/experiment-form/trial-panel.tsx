'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { Fold } from '@/components/run/fold';
import { AnsiText } from '@/components/run/ansi-text';
import { Badge } from '@/components/ui/badge';
import { Callout } from '@/components/ui/callout';
import { IconButton } from '@/components/ui/icon-button';
import { Spinner } from '@/components/ui/spinner';
import { formatDuration } from '@/lib/client/format';
import { trialQuery } from '@/lib/client/queries';
import { topics, useStream } from '@/lib/client/use-stream';
import { formatNumber } from '@/lib/core/display';
import type { TrialView } from '@/lib/schemas/view';
import { type TrialLine, trialLines } from './trial-lines';

const POLL_MS = 1500;

type TrialPanelProps = { trialId: string; onClose: () => void };

/** What the contract says about the untouched base: a broken command is found before an agent is paid. */
export function TrialPanel({ trialId, onClose }: TrialPanelProps) {
  useStream([topics.trial(trialId)]);
  const { data: trial, error } = useQuery({
    ...trialQuery(trialId),
    // The trial may have moved on between its start and the first frame of the stream.
    refetchInterval: (query) => (isOver(query.state.data) ? false : POLL_MS),
  });
  return (
    <section aria-label="The contract on the base" className="max-h-[50dvh] overflow-y-auto border-b py-3">
      <div className="flex items-center gap-2 pb-2">
        <h2 className="font-semibold">On the untouched base</h2>
        <div aria-live="polite">{isOver(trial) ? <Outcome trial={trial} /> : <Spinner label="Running" />}</div>
        <IconButton size="sm" label="Close the results" className="ml-auto" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </div>
      {error ? <Callout tone="bad" title={error.message} /> : null}
      {trial?.error ? <Callout tone="bad" title={trial.error} /> : null}
      {trial ? (
        <ul className="divide-y">
          {trialLines(trial).map((line) => (
            <TrialRow key={`${line.kind}${line.name}`} line={line} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function isOver(trial: TrialView | undefined): trial is TrialView {
  return trial?.status === 'done' || trial?.status === 'failed';
}

function Outcome({ trial }: { trial: TrialView }) {
  if (trial.status === 'failed') return <Badge tone="bad">Could not be tried</Badge>;
  const broken = trialLines(trial).filter((line) => line.tone === 'bad').length;
  return broken === 0 ? <Badge tone="ok">Everything works</Badge> : <Badge tone="warn">{broken} to look at</Badge>;
}

function TrialRow({ line }: { line: TrialLine }) {
  const head = (
    <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-0.5">
      <Badge tone={line.tone}>{line.word}</Badge>
      <span className="truncate font-medium">{line.name}</span>
      <span className="text-xs text-faint">{line.kind}</span>
      <span className="ml-auto font-mono text-xs">
        {line.value === null ? '' : `${formatNumber(line.value)} ${line.unit}`.trim()}
        {line.durationMs === null ? '' : ` ${formatDuration(line.durationMs)}`}
      </span>
    </span>
  );
  return (
    <li className="py-0.5">
      <Fold summary={head} startsOpen={line.tone === 'bad'}>
        <div className="px-7 pb-2">
          {line.error ? <p className="text-bad">{line.error}</p> : null}
          <pre className="max-h-60 overflow-auto rounded-md bg-subtle p-2 font-mono text-xs">
            <AnsiText text={line.output.trim() === '' ? 'No output.' : line.output} />
          </pre>
        </div>
      </Fold>
    </li>
  );
}
