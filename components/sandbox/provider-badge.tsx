import type { SandboxChoice } from '@/lib/core/sandbox';
import { Badge } from '@/components/ui/badge';
import { NOT_ISOLATED, PROVIDER_KINDS, PROVIDER_TITLES } from './provider-words';

/** What locked runs in. Process is no isolation, and is called so wherever it stands. */
export function ProviderBadge({ provider }: { provider: SandboxChoice }) {
  if (provider === 'process') {
    return (
      <Badge tone="warn" title={NOT_ISOLATED}>
        Not isolated
      </Badge>
    );
  }
  if (provider === 'auto') return null;
  return <Badge title={PROVIDER_KINDS[provider]}>{PROVIDER_TITLES[provider]}</Badge>;
}
