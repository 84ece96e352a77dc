'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { marksOf, toolCount } from '@/lib/core/trace/marks';
import { spansOf } from '@/lib/core/trace/spans';
import { plural } from '@/lib/client/format';
import { traceQuery } from '@/lib/client/queries';
import { useNow } from '@/lib/client/use-now';
import type { EventView, ExperimentView, RunView } from '@/lib/schemas/view';
import { isLive } from '@/components/run/run-facts';
import { TraceFile } from '@/components/run/trace-file';
import { Waterfall } from '@/components/run/waterfall';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';

type RunTraceProps = { experiment: ExperimentView; run: RunView; events: readonly EventView[] };

/** What the run did when, drawn from the events as they come. */
export function RunTrace({ experiment, run, events }: RunTraceProps) {
  const now = useNow(1000);
  const marks = useMemo(() => marksOf(events), [events]);
  const { gates, timestamps } = run;
  const measures = run.metrics.length > 0 || (isLive(run) && experiment.spec.contract.metrics.length > 0);
  const spans = spansOf({ timestamps, marks, gates, measures });
  const count = toolCount(marks);
  const tools = useMemo(() => [...marks.tools.values()], [marks]);
  return (
    <Section title="Trace" description={count === 0 ? 'Where the time went' : plural(count, 'tool call')}>
      <Waterfall spans={spans} tools={tools} toolCount={count} nowMs={now} />
      <File runId={run.id} />
    </Section>
  );
}

/** Read when a person asks for it: most look at the picture. */
function File({ runId }: { runId: string }) {
  const [asked, setAsked] = useState(false);
  const trace = useQuery({ ...traceQuery(runId), enabled: asked });
  if (trace.isError && !trace.data) return <QueryError error={trace.error} onRetry={() => void trace.refetch()} />;
  if (trace.data) return <TraceFile trace={trace.data} open={asked} onOpen={setAsked} />;
  return (
    <Button size="sm" pending={asked} onClick={() => setAsked(true)}>
      Show JSON
    </Button>
  );
}
