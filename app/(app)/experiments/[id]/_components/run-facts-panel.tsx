'use client';

import { Code } from 'lucide-react';
import { shortSha } from '@/lib/client/format';
import type { EventView, RunView } from '@/lib/schemas/view';
import { GateList, MetricList } from '@/components/run/evidence';
import { ResourceFacts } from '@/components/run/resource-facts';
import { Timings } from '@/components/run/timings';
import { UsageFacts } from '@/components/run/usage-facts';
import { Button } from '@/components/ui/button';
import { CodeLine } from '@/components/ui/code-line';
import { CopyButton } from '@/components/ui/copy-button';
import { Section } from '@/components/ui/section';

/** The evidence of a run, and where its things are. */
export function RunFacts({ run, events }: { run: RunView; events: readonly EventView[] }) {
  return (
    <div className="flex flex-col gap-5">
      <Section title="Time">
        <Timings timestamps={run.timestamps} />
      </Section>
      <Section title="Gates" id="gates" className="scroll-mt-[calc(var(--strip-height,0px)+0.5rem)]">
        {run.gates.length > 0 ? <GateList gates={run.gates} /> : <p className="py-2 text-muted">{noGates(run)}</p>}
      </Section>
      {run.metrics.length > 0 ? (
        <Section title="Metrics">
          <MetricList metrics={run.metrics} />
        </Section>
      ) : null}
      <Section title="Usage">
        <UsageFacts run={run} events={events} />
      </Section>
      <Section title="Peaks and totals">
        <ResourceFacts run={run} />
      </Section>
      <Section title="Where it is">
        <Places run={run} />
      </Section>
    </div>
  );
}

function noGates(run: RunView): string {
  const ended = run.timestamps.stopped !== null;
  return ended ? 'No gate judged this run, so whether it works is unknown.' : 'The gates run when the agent has ended.';
}

function Places({ run }: { run: RunView }) {
  return (
    <div className="flex flex-col gap-2 py-2">
      <p className="flex flex-wrap items-center gap-x-1 text-xs text-muted">
        Base <code className="font-mono text-ink">{shortSha(run.startSha)}</code>
        <CopyButton text={run.startSha} what="base commit" />
        {run.resultSha ? (
          <>
            result <code className="font-mono text-ink">{shortSha(run.resultSha)}</code>
            <CopyButton text={run.resultSha} what="result commit" />
          </>
        ) : null}
        {run.exitCode === null ? null : <span>exit code {run.exitCode}</span>}
      </p>
      {run.ref ? <CodeLine text={run.ref} what="ref" /> : null}
      {run.workspace ? (
        <>
          <CodeLine text={run.workspace} what="path" />
          <Button asChild size="sm" className="self-start">
            <a href={editorLink(run.workspace)}>
              <Code aria-hidden />
              Open in the editor
            </a>
          </Button>
        </>
      ) : (
        <p className="text-xs text-faint">Its sandbox is gone; the result can be checked out.</p>
      )}
    </div>
  );
}

/** VS Code and its relatives open a folder by this address. */
function editorLink(path: string): string {
  return `vscode://file/${path.split('/').filter(Boolean).map(encodeURIComponent).join('/')}`;
}
