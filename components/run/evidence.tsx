'use client';

import { formatDuration, formatValue } from '@/lib/client/format';
import type { GateView, MetricView } from '@/lib/schemas/view';
import { Badge } from '@/components/ui/badge';
import { plainText } from './ansi-text';
import { Fold } from './fold';
import { CodeBlock } from './tool-call';

const GATE_WORDS: Record<GateView['status'], string> = {
  passed: 'passed',
  failed: 'failed',
  error: 'could not run',
  timed_out: 'timed out',
};

/** Every gate with what its command printed. */
export function GateList({ gates }: { gates: readonly GateView[] }) {
  return (
    <ul className="divide-y">
      {gates.map((gate) => (
        <li key={gate.name} className="py-0.5">
          <Fold
            startsOpen={gate.status !== 'passed'}
            summary={
              <span className="flex min-w-0 flex-1 items-center gap-2">
                <span className="min-w-0 truncate font-medium">{gate.name}</span>
                <Badge tone={gate.status === 'passed' ? 'ok' : 'bad'}>{GATE_WORDS[gate.status]}</Badge>
                {gate.tests ? <TestText tests={gate.tests} /> : null}
                <span className="ml-auto text-xs text-faint tabular-nums">{formatDuration(gate.durationMs)}</span>
              </span>
            }
          >
            <Printed text={gate.output} label={`Output of gate ${gate.name}`} exitCode={gate.exitCode} />
          </Fold>
        </li>
      ))}
    </ul>
  );
}

function TestText({ tests }: { tests: NonNullable<GateView['tests']> }) {
  const parts = [`${String(tests.passed)} passed`, `${String(tests.failed)} failed`];
  if (tests.skipped > 0) parts.push(`${String(tests.skipped)} skipped`);
  return <span className="truncate text-xs text-muted tabular-nums">{parts.join(', ')}</span>;
}

const EVIDENCE_WORDS: Record<MetricView['evidence'], string> = {
  measured: 'measured',
  claimed: 'claimed by the agent',
  judged: 'judged',
  unknown: 'unknown',
};

/** Every metric with how its value is known and what its command printed. */
export function MetricList({ metrics }: { metrics: readonly MetricView[] }) {
  return (
    <ul className="divide-y">
      {metrics.map((metric) => (
        <li key={metric.name} className="py-0.5">
          <Fold
            startsOpen={metric.error !== null}
            summary={
              <span className="flex min-w-0 flex-1 items-center gap-2">
                <span className="min-w-0 truncate font-medium">{metric.name}</span>
                <span className="shrink-0 whitespace-nowrap tabular-nums">
                  {metric.value === null ? 'unknown' : formatValue(metric.value, metric.unit)}
                </span>
                <span className="ml-auto truncate text-xs text-faint">
                  {metric.better} is better · {EVIDENCE_WORDS[metric.evidence]}
                </span>
              </span>
            }
          >
            {metric.error ? <p className="px-7 py-1 text-bad">{plainText(metric.error)}</p> : null}
            <Printed text={metric.output} label={`Output of metric ${metric.name}`} exitCode={null} />
          </Fold>
        </li>
      ))}
    </ul>
  );
}

function Printed({ text, label, exitCode }: { text: string; label: string; exitCode: number | null }) {
  return (
    <div className="flex flex-col gap-1 pb-2 pl-7">
      {exitCode === null ? null : <p className="text-xs text-faint">Exit code {exitCode}</p>}
      {text.trim() === '' ? (
        <p className="text-xs text-faint">It printed nothing.</p>
      ) : (
        <CodeBlock label={label} text={text} />
      )}
    </div>
  );
}
