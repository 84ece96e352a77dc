'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { buildTimeline } from '@/lib/core/timeline';
import { drawnOf } from '@/lib/core/trace/waterfall';
import { formatDuration, plural, repeatMark } from '@/lib/client/format';
import { traceQuery, tracesUrl } from '@/lib/client/queries';
import { useNow } from '@/lib/client/use-now';
import type { RunView } from '@/lib/schemas/view';
import { Fold } from '@/components/run/fold';
import { PhaseBar } from '@/components/run/phase-bar';
import { TraceFile } from '@/components/run/trace-file';
import { Waterfall } from '@/components/run/waterfall';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { RunStatusPill } from '@/components/ui/status-pill';
import { VariantMark } from '@/components/variant-mark/variant-mark';
import { useExperiment } from './use-experiment';

/** Every run of the experiment, those that were replaced too: when it did what, and its trace. */
export function Traces() {
  const experiment = useExperiment();
  const now = useNow(1000);
  const runs = experiment.runs.map((run) => ({
    id: run.id,
    stage: run.variant.stage,
    timestamps: run.timestamps,
    run,
  }));
  const timeline = buildTimeline({ stages: experiment.stages.map((stage) => stage.name), runs, nowMs: now });
  if (!timeline)
    return <EmptyState title="No run yet">A trace is written from the moment a worker takes a run up.</EmptyState>;
  return (
    <div className="flex flex-col gap-6">
      {timeline.stages.map((stage, index) => (
        <Section
          key={stage.name}
          title={timeline.stages.length > 1 ? `Traces of stage ${stage.name}` : 'Traces'}
          description={`All under the correlation id ${experiment.id}`}
          actions={
            index === 0 ? (
              <Button asChild size="sm">
                <a href={tracesUrl(experiment.id)} download>
                  <Download aria-hidden />
                  Download all
                </a>
              </Button>
            ) : null
          }
        >
          <ul className="divide-y" suppressHydrationWarning>
            {stage.rows.map(({ run: { run }, phases }) => (
              <li key={run.id} className="py-1">
                <Fold summary={<Summary run={run} phases={phases} lengthMs={timeline.lengthMs} />}>
                  <Trace run={run} nowMs={now} />
                </Fold>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </div>
  );
}

type SummaryProps = { run: RunView; phases: Parameters<typeof PhaseBar>[0]['phases']; lengthMs: number };

function Summary({ run, phases, lengthMs }: SummaryProps) {
  const total = phases.reduce((sum, phase) => sum + phase.durationMs, 0);
  return (
    <span className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_4.5rem]">
      <span className="flex min-w-0 items-center gap-2">
        <VariantMark letter={run.variant.letter} size={18} />
        <span className="truncate font-medium">
          {run.variant.key}
          <span className="text-faint">{repeatMark(run.repeat)}</span>
        </span>
        <RunStatusPill status={run.status} success={run.success} paused={run.paused} iconOnly />
        {run.superseded ? <span className="shrink-0 text-xs text-faint">replaced</span> : null}
      </span>
      <PhaseBar phases={phases} lengthMs={lengthMs} className="order-last col-span-2 sm:order-none sm:col-span-1" />
      <span className="text-right text-xs text-muted tabular-nums" suppressHydrationWarning>
        {formatDuration(total)}
      </span>
    </span>
  );
}

function Trace({ run, nowMs }: { run: RunView; nowMs: number }) {
  const trace = useQuery(traceQuery(run.id));
  const [raw, setRaw] = useState(false);
  if (trace.isError && !trace.data) return <QueryError error={trace.error} onRetry={() => void trace.refetch()} />;
  if (!trace.data) return <SkeletonRows rows={5} label="Loading the trace" />;
  const { spans, tools } = drawnOf(trace.data);
  const { agent, prompt, sandbox } = trace.data;
  const words = [
    agent.reportedModel ?? agent.model ?? 'model not told',
    sandbox.provider,
    plural(trace.data.tools.total, 'tool call'),
    prompt === null ? 'nothing sent to the agent' : `prompt of ${plural(prompt.length, 'character')}`,
  ];
  return (
    <div className="flex flex-col gap-2 pb-3 pl-7">
      <p className="text-xs text-muted">
        {agent.name} · {words.join(' · ')}
      </p>
      <Waterfall spans={spans} tools={tools} toolCount={trace.data.tools.total} nowMs={nowMs} />
      <TraceFile trace={trace.data} open={raw} onOpen={setRaw} />
    </div>
  );
}
