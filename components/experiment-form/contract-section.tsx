'use client';

import type { ReactNode } from 'react';
import { Section } from '@/components/ui/section';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { addGate, addMetric } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { Entries } from './entries';
import { TextField } from './fields';
import { GateFields } from './gate-fields';
import { MetricFields } from './metric-fields';

const GATES: FilePath = ['contract', 'gates'];
const METRICS: FilePath = ['contract', 'metrics'];

export function ContractSection() {
  const { change } = useDraft();
  return (
    <Section title="Contract" description="What counts. It is fixed at the launch and the same for every variant.">
      <div className="grid gap-4 pt-4">
        <TextField
          path={['test']}
          label="Test command"
          mono
          placeholder="npm test"
          hint="A gate named “tests”: it holds when the command exits with 0. The tests in its output are counted."
        />
        <Entries list={GATES} title="More gates" what="gate" onAdd={() => change(addGate)} fields={gateFields} />
        <Entries list={METRICS} title="Metrics" what="metric" onAdd={() => change(addMetric)} fields={metricFields} />
      </div>
    </Section>
  );
}

function gateFields(path: FilePath): ReactNode {
  return <GateFields path={path} />;
}

function metricFields(path: FilePath): ReactNode {
  return <MetricFields path={path} />;
}
