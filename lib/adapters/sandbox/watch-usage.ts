import type { SandboxProcess } from '@/lib/adapters/sandbox/sandbox-process';
import { peakOf, type ResourceSample } from '@/lib/core/sandbox';

/** The first looks come early, so that short commands have some, too. */
const FIRST_MS = 250;
const SECOND_MS = 750;
const EVERY_MS = 2000;

/** Looks at what a command uses until `stop`; a look that takes long delays the next one. */
export function watchUsage(
  child: Pick<SandboxProcess, 'sample'>,
  onSample: (sample: ResourceSample) => void,
): { stop: () => void; peak: () => ResourceSample | null; look: () => Promise<void> } {
  let peak: ResourceSample | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    // It may have ended meanwhile: then there is nothing more to see.
    const sample = await child.sample().catch(() => null);
    if (!sample) return;
    peak = peakOf(peak, sample);
    if (!stopped) onSample(sample);
  };
  const next = (ms: number): void => {
    timer = setTimeout(() => {
      void look().finally(() => {
        if (!stopped) next(ms === FIRST_MS ? SECOND_MS : EVERY_MS);
      });
    }, ms);
    timer.unref();
  };
  next(FIRST_MS);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
    peak: () => peak,
    look,
  };
}
