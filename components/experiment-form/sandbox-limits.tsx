'use client';

import {
  ENFORCEMENT_WORDS,
  type Isolation,
  LIMIT_WORDS,
  sentence,
  usedProbe,
} from '@/components/sandbox/provider-words';
import type { LimitName } from '@/lib/core/sandbox';
import { NumberField, TextField } from './fields';

/** How much one run may use, and beside each limit whether it is real here. */
export function SandboxLimits({ isolation }: { isolation: Isolation }) {
  const probe = usedProbe(isolation);
  const hint = (name: LimitName): string | undefined => {
    return probe ? sentence(ENFORCEMENT_WORDS[probe.limits[name]]) : undefined;
  };
  return (
    <fieldset className="grid grid-cols-2 items-start gap-4 pt-4 lg:grid-cols-4">
      <legend className="sr-only">How much one run may use</legend>
      <NumberField path={['sandbox', 'cpus']} label={LIMIT_WORDS.cpus} placeholder="All" hint={hint('cpus')} />
      <TextField
        path={['sandbox', 'memory']}
        label={LIMIT_WORDS.memory}
        placeholder="Half of all, or 4g"
        hint={hint('memory')}
      />
      <NumberField path={['sandbox', 'pids']} label={LIMIT_WORDS.pids} placeholder="2048" hint={hint('pids')} />
      <TextField path={['sandbox', 'disk']} label={LIMIT_WORDS.disk} placeholder="20g" hint={hint('disk')} />
    </fieldset>
  );
}
