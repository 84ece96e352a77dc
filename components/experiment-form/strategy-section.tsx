'use client';

import { Section } from '@/components/ui/section';
import { ChoiceField, NumberField, TextField, ToggleField } from './fields';
import { RetriesField } from './retries-field';
import { StrategyFields } from './strategy-fields';

const PERMISSIONS = [
  { value: 'grant', label: 'Granted', hint: 'Agents work without asking, inside their sandbox.' },
  { value: 'ask', label: 'Ask me', hint: 'Each request waits for your answer on the page.' },
];

export function StrategySection() {
  return (
    <Section title="Strategy and limits" description="How the runs go on, and when one has had enough.">
      <div className="grid grid-cols-2 items-start gap-4 pt-4 lg:grid-cols-4">
        <StrategyFields at={[]} className="col-span-2" />
        <NumberField path={['limits', 'maxParallel']} label="Runs at the same time" placeholder="4" />
        <ChoiceField path={['permissions']} label="Permissions" options={PERMISSIONS} fallback="grant" />
        <TextField
          path={['limits', 'timeout']}
          label="Timeout of a run"
          placeholder="15m"
          hint="Such as 90s, 15m, 2h"
        />
        <TextField path={['limits', 'idle']} label="Longest silence" placeholder="5m" hint="Ends a run that hangs" />
        <NumberField
          path={['limits', 'budgetUsd']}
          label="Budget of a run (US$)"
          optional
          placeholder="None"
          hint="Where the agent reports its cost"
        />
        <NumberField path={['limits', 'maxTurns']} label="Turns" optional placeholder="No limit" />
        <NumberField path={['limits', 'maxToolCalls']} label="Tool calls" optional placeholder="No limit" />
        <RetriesField path={['limits', 'retries']} placeholder="0" />
        <div className="flex items-center col-span-2 lg:col-span-2">
          <ToggleField
            path={['limits', 'failFast']}
            label="Stop everything when one run fails"
            hint="Otherwise the others go on."
          />
        </div>
      </div>
    </Section>
  );
}
