'use client';

import { AnsiText } from '@/components/run/ansi-text';
import { Badge } from '@/components/ui/badge';
import { Section } from '@/components/ui/section';
import { Spinner } from '@/components/ui/spinner';
import type { ExperimentView } from '@/lib/schemas/view';

/** What the experiment's own command made of all results. Its output is text, whatever is in it. */
export function Aggregate({ experiment }: { experiment: ExperimentView }) {
  const { aggregate, spec, status } = experiment;
  if (spec.aggregate === null) return null;
  if (!aggregate) {
    return status === 'done' ? <Spinner label="The aggregate command works on the results" /> : null;
  }
  const failed = aggregate.exitCode !== 0;
  return (
    <Section
      title="Aggregate"
      description={<code className="break-all">{spec.aggregate.run}</code>}
      actions={failed ? <Badge tone="bad">Failed</Badge> : null}
    >
      <pre
        tabIndex={0}
        aria-label="Output of the aggregate command"
        className="mt-3 max-h-96 overflow-auto rounded-md bg-subtle p-3 font-mono text-xs whitespace-pre-wrap"
      >
        <AnsiText text={aggregate.output === '' ? 'It printed nothing.' : aggregate.output} />
      </pre>
    </Section>
  );
}
