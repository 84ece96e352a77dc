import path from 'node:path';
import { sweepTag } from '@/lib/adapters/process/sweep';
import { sandboxEnvironment } from '@/lib/adapters/sandbox/environment';
import { FOLDERS } from '@/lib/adapters/sandbox/folders';
import type { SandboxProvider } from '@/lib/core/ports';
import { hostEnvironment } from '@/lib/env';
import type { LaunchPlan } from '@/lib/schemas/launch-plan';
import { RUN_TAG } from '@/lib/schemas/runner';

/** A private folder and a tag on every process: they keep runs apart, and don't lock them in. */
export function createProcessProvider(): SandboxProvider<Extract<LaunchPlan, { type: 'process' }>> {
  return {
    name: 'process',
    probe: () =>
      Promise.resolve({
        provider: 'process',
        ok: true,
        isolated: false,
        version: null,
        limits: { cpus: 'none', memory: 'none', pids: 'none', disk: 'none' },
        network: false,
        pause: true,
        reasons: [
          'Agents run as you do: they can read and write everything that you can, and reach whatever you reach.',
          'Limits on processors, memory, processes and disk do not hold here.',
        ],
        remedy: null,
      }),
    owner: () => null,
    environment: (ref, extra, passEnv) => {
      const tmp = path.join(ref.runDir, FOLDERS.tmp);
      return { ...sandboxEnvironment({ host: hostEnvironment(), tmp, passEnv, extra }), [RUN_TAG]: ref.id };
    },
    plan: (ref) => Promise.resolve({ type: 'process', id: ref.id }),
    sweep: (id) => sweepTag(id),
    release: async (id) => {
      await sweepTag(id);
    },
    leftovers: () => Promise.resolve([]),
  };
}
