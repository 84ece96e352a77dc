'use client';

import { entriesOf, fieldOf } from '@/lib/schemas/experiment-file/draft';
import { strategyTypeOf } from '@/lib/schemas/experiment-file/draft-plan';
import { Switch } from '@/components/ui/switch';
import { AgentField } from './agent-field';
import { agentForNext } from './agent-for-next';
import { Disclosure } from './disclosure';
import { useDraft, useField } from './draft-context';
import { TextField, ToggleField } from './fields';
import { fieldKey } from './find-problem';

const KEYS = ['combine', 'summarize', 'aggregate'];
const WORDS: Record<string, string> = { combine: 'combined', summarize: 'summed up', aggregate: 'own command' };

/** What is made of all results at the end. */
export function OutcomeFields() {
  const { draft } = useDraft();
  const set = KEYS.filter((key) => fieldOf(draft.data, [key]) !== undefined);
  const isGraph = strategyTypeOf(draft.data, []) === 'graph';
  return (
    <Disclosure
      startsOpen={set.length > 0}
      summary={`Combine, sum up, hand on${set.length > 0 ? ` (${set.map((key) => WORDS[key]).join(', ')})` : ''}`}
    >
      <div className="grid items-start gap-4 pt-3">
        <ToggleField
          path={['combine']}
          label="Combine what passed"
          hint={
            isGraph
              ? 'A graph is combined anyway: the contract judges the results of its last tasks together.'
              : 'The results of the first variants that passed are merged in order; the contract judges what comes out.'
          }
        />
        <SummarizeFields />
        <TextField
          path={['aggregate', 'run']}
          label="Own command over all results"
          optional
          mono
          placeholder="node report.mjs"
          hint="Reads all results as JSON; what it prints is shown with the verdict."
        />
      </div>
    </Disclosure>
  );
}

function SummarizeFields() {
  const { draft, agents } = useDraft();
  const { value, write } = useField(['summarize']);
  const isOn = value !== undefined;
  return (
    <div data-field={fieldKey(['summarize'])}>
      <Switch
        checked={isOn}
        onCheckedChange={(checked) =>
          write(checked ? { agent: agentForNext(entriesOf(draft.data, ['variants']), agents) } : undefined)
        }
        label="Let an agent sum up what the others answered"
        hint="Where they agree, where they contradict each other, and who is right."
      />
      {isOn ? (
        <div className="grid items-start gap-3 pt-3 sm:grid-cols-2">
          <AgentField path={['summarize', 'agent']} />
          <TextField path={['summarize', 'model']} label="Model" optional mono placeholder="The agent's own choice" />
          <TextField
            path={['summarize', 'task']}
            label="What to sum up"
            optional
            rows={2}
            className="sm:col-span-2"
            placeholder="Agreements, contradictions, what only one of them found, and a conclusion"
          />
        </div>
      ) : null}
    </div>
  );
}
