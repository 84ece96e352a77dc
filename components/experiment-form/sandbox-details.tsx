'use client';

import { type Isolation, usedProbe } from '@/components/sandbox/provider-words';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { Disclosure } from './disclosure';
import { useDraft } from './draft-context';
import { ChoiceField, NumberField, TextField } from './fields';
import { countWithin } from './find-problem';
import { NETWORKS } from './network-fields';

const DETAILS: Record<string, string> = {
  setupNetwork: 'network of the set-up',
  setupTimeout: 'its timeout',
  preview: 'preview',
  runtime: 'runtime',
};

/** What most experiments leave alone: the set-up's own network and time, the preview, the runtime. */
export function SandboxDetails({ isolation }: { isolation: Isolation }) {
  const { draft } = useDraft();
  const set = Object.keys(DETAILS).filter((key) => fieldOf(draft.data, ['sandbox', key]) !== undefined);
  const isWrong = Object.keys(DETAILS).some((key) => countWithin(draft.problems, ['sandbox', key]) > 0);
  const usesDocker = usedProbe(isolation)?.provider === 'docker' || set.includes('runtime');
  const words = set.map((key) => DETAILS[key]).join(', ');
  return (
    <Disclosure
      startsOpen={set.length > 0 || isWrong}
      summary={`Set-up, preview and more${words ? ` (${words} set)` : ''}`}
    >
      <div className="grid items-start gap-4 pt-3 sm:grid-cols-2">
        <ChoiceField
          path={['sandbox', 'setupNetwork']}
          label="Network of the set-up"
          options={NETWORKS}
          fallback="full"
          hint="The set-up is your own code on the untouched base; installs need the network."
        />
        <TextField path={['sandbox', 'setupTimeout']} label="Timeout of the set-up" placeholder="10m" />
        <TextField
          path={['sandbox', 'preview', 'run']}
          label="Preview command"
          optional
          mono
          placeholder="npm run dev"
          hint="Serves a run's result over HTTP, when you open its preview."
        />
        <NumberField
          path={['sandbox', 'preview', 'port']}
          label="Its port"
          placeholder="3000"
          hint="The command finds it in $PORT as well."
        />
        {usesDocker ? (
          <TextField
            path={['sandbox', 'runtime']}
            label="Runtime"
            optional
            mono
            placeholder="runsc"
            hint="Another OCI runtime that the engine knows, for example gVisor's."
          />
        ) : null}
      </div>
    </Disclosure>
  );
}
