'use client';

import { Section } from '@/components/ui/section';
import type { SelectionRule } from '@/lib/core/experiment';
import { entriesOf, fieldOf } from '@/lib/schemas/experiment-file/draft';
import { strategyTypeOf } from '@/lib/schemas/experiment-file/draft-plan';
import { BUILT_IN_WEIGHTS } from '@/lib/schemas/experiment-file/rules';
import { useDraft, useField } from './draft-context';
import { ChoiceField, NumberField } from './fields';
import { fieldKey } from './find-problem';

export const RULES: { value: SelectionRule; label: string; hint: string }[] = [
  { value: 'first', label: 'First to pass', hint: 'Whoever passes the gates first.' },
  { value: 'least-changes', label: 'Least changes', hint: 'The smallest diff, then the earliest finish.' },
  { value: 'fastest', label: 'Fastest', hint: 'The shortest time of the agent.' },
  { value: 'most-tests', label: 'Most tests passed', hint: 'Then the least changes.' },
  { value: 'coverage', label: 'Coverage', hint: 'The best value of the metric that holds it.' },
  { value: 'weighted', label: 'Weighted', hint: 'Several measures, each with a weight.' },
  { value: 'person', label: 'I choose', hint: 'Nothing is proposed.' },
];

const WEIGHT_LABELS: Record<(typeof BUILT_IN_WEIGHTS)[number], string> = {
  duration: 'Duration',
  'lines-changed': 'Lines changed',
  cost: 'Cost',
  'tests-passed': 'Tests passed',
};

export function SelectionSection() {
  const { draft } = useDraft();
  const metrics = metricNames(draft.data);
  const fallback = defaultRule(strategyTypeOf(draft.data, []));
  const rule = fieldOf(draft.data, ['select', 'by']) ?? fallback;
  return (
    <Section title="Selection" description="Which of the runs that pass every gate is proposed as the winner.">
      <div className="grid gap-4 pt-4 sm:grid-cols-2">
        <ChoiceField path={['select', 'by']} owner={['select']} label="Rule" options={RULES} fallback={fallback} />
        {rule === 'coverage' ? (
          <ChoiceField
            path={['select', 'metric']}
            label="Metric that holds the coverage"
            options={metrics.map((name) => ({ value: name, label: name }))}
            placeholder={metrics.length > 0 ? 'Choose a metric' : 'Add a metric to the contract first'}
          />
        ) : null}
        {rule === 'weighted' ? <Weights metrics={metrics} /> : null}
      </div>
    </Section>
  );
}

/** What the file means where it names no rule. */
export function defaultRule(strategy: string): SelectionRule {
  return strategy === 'competitive' || strategy === 'fallback' ? 'first' : 'least-changes';
}

function Weights({ metrics }: { metrics: string[] }) {
  const { error } = useField(['select', 'weights']);
  return (
    <fieldset data-field={fieldKey(['select', 'weights'])} tabIndex={-1} className="sm:col-span-2">
      <legend className="pb-1 text-xs font-medium">Weights</legend>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {metrics.map((name) => (
          <NumberField key={name} path={['select', 'weights', name]} label={name} placeholder="0" />
        ))}
        {BUILT_IN_WEIGHTS.map((name) => (
          <NumberField key={name} path={['select', 'weights', name]} label={WEIGHT_LABELS[name]} placeholder="0" />
        ))}
      </div>
      <p className="pt-1 text-xs text-faint">
        Each measure counts by how far it moved from the base, times its weight. A run that lacks one of them can not
        win.
      </p>
      {error ? (
        <p role="alert" className="pt-1 text-xs text-bad">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

function metricNames(data: unknown): string[] {
  const names = entriesOf(data, ['contract', 'metrics']).map((metric) => fieldOf(metric, ['name']));
  return [...new Set(names.filter((name): name is string => typeof name === 'string' && name !== ''))];
}
