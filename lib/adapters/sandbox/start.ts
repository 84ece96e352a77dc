import { startOnHost, unstarted } from '@/lib/adapters/sandbox/process/start';
import type { SandboxCommand, SandboxProcess, StartHooks } from '@/lib/adapters/sandbox/sandbox-process';
import { assertNever } from '@/lib/core/assert-never';
import { errorMessage } from '@/lib/errors';
import type { LaunchPlan } from '@/lib/schemas/launch-plan';

/** Starts a command as planned. Never rejects: what could not be started says why through `exited`. */
export async function startInSandbox(
  plan: LaunchPlan,
  command: SandboxCommand,
  hooks: StartHooks = {},
): Promise<SandboxProcess> {
  try {
    return await startAs(plan, command, hooks);
  } catch (cause) {
    return unstarted(errorMessage(cause));
  }
}

/** Loads what a start of this provider needs, by someone who waits anyway. What fails here fails again at the start. */
export async function preloadProvider(provider: string | undefined): Promise<void> {
  if (provider === 'docker') await import('@/lib/adapters/sandbox/docker/start');
  if (provider !== 'bubblewrap') return;
  const [{ hostLayout }] = await Promise.all([
    import('@/lib/adapters/sandbox/bubblewrap/host-layout'),
    import('@/lib/adapters/sandbox/bubblewrap/start'),
  ]);
  await hostLayout();
}

async function startAs(plan: LaunchPlan, command: SandboxCommand, hooks: StartHooks): Promise<SandboxProcess> {
  switch (plan.type) {
    case 'process':
      return startOnHost(plan.id, command);
    case 'bubblewrap': {
      const { startInBubblewrap } = await import('@/lib/adapters/sandbox/bubblewrap/start');
      return startInBubblewrap(plan, command, hooks);
    }
    case 'docker': {
      // Loaded only where it is needed: the engine's library doubles the start-up time.
      const { startInDocker } = await import('@/lib/adapters/sandbox/docker/start');
      return startInDocker(plan, command, hooks);
    }
    default:
      return assertNever(plan);
  }
}
