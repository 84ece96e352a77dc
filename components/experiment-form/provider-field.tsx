'use client';

import {
  automaticText,
  type Isolation,
  probeOf,
  probeText,
  PROVIDER_KINDS,
  PROVIDER_TITLES,
  usedProbe,
} from '@/components/sandbox/provider-words';
import { SANDBOX_PROVIDERS } from '@/lib/core/sandbox';
import { useDraft } from './draft-context';
import { ChoiceField } from './fields';

export function ProviderField({ isolation }: { isolation: Isolation }) {
  const { host } = useDraft();
  const options = [
    { value: 'auto', label: 'Automatic', hint: automaticText(host) },
    ...SANDBOX_PROVIDERS.map((provider) => ({
      value: provider,
      label: PROVIDER_TITLES[provider],
      hint: host ? probeText(probeOf(host, provider)) : PROVIDER_KINDS[provider],
    })),
  ];
  return (
    <ChoiceField
      path={['sandbox', 'provider']}
      label="Provider"
      options={options}
      fallback="auto"
      hint={hintOf(isolation)}
    />
  );
}

function hintOf(isolation: Isolation): string {
  const probe = usedProbe(isolation);
  if (isolation.type === 'isolated') {
    const { provider, version } = isolation.probe;
    return `${version ?? PROVIDER_TITLES[provider]}. ${PROVIDER_KINDS[provider]}.`;
  }
  if (probe) return `${PROVIDER_KINDS[probe.provider]}.`;
  return isolation.type === 'refused' ? 'Nothing that isolates works on this computer.' : 'What holds a run back.';
}
