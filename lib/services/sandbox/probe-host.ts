import type { SandboxProbe } from '@/lib/core/sandbox';
import type { Deps } from '@/lib/services/ports';

/** Long enough to spare a launch the look, short enough that a remedy shows at once. */
const KEEP_MS = 10_000;

type Kept = { at: number; probes: Promise<SandboxProbe[]> };
const kept = new WeakMap<Deps['sandboxes'], Kept>();

/** What this host can lock runs in with, as of a moment ago. */
export function probeHost(deps: Pick<Deps, 'sandboxes' | 'clock'>, fresh = false): Promise<SandboxProbe[]> {
  const now = deps.clock.now().getTime();
  const last = kept.get(deps.sandboxes);
  if (!fresh && last && now - last.at < KEEP_MS) return last.probes;
  const probes = deps.sandboxes.probe();
  kept.set(deps.sandboxes, { at: now, probes });
  // A look that failed is not kept; whoever waits for it is told.
  probes.catch(() => kept.delete(deps.sandboxes));
  return probes;
}
