import { automaticProvider } from '@/lib/core/pick-provider';
import type { HostView } from '@/lib/schemas/view';
import type { Bakeoff } from '@/lib/services/bakeoff';
import type { Deps } from '@/lib/services/ports';
import { probeHost } from '@/lib/services/sandbox/probe-host';

export function hostServices(deps: Deps): Bakeoff['host'] {
  const look = async (fresh: boolean): Promise<HostView> => {
    const sandboxes = await probeHost(deps, fresh);
    return { sandboxes, automatic: automaticProvider(sandboxes), checkedAt: deps.clock.now().toISOString() };
  };
  return { get: () => look(false), refresh: () => look(true) };
}
