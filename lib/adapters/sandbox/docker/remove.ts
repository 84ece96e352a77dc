import type Docker from 'dockerode';
import { isGone } from '@/lib/adapters/sandbox/docker/engine';

/** Kills and removes a container with its anonymous volumes. One that is gone already is fine. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  const container = docker.getContainer(id);
  // podman asks first and waits ten seconds for an answer, unless it is dead already; a paused one can't be asked.
  await container.kill({ signal: 'SIGKILL' }).catch(async () => {
    await container.unpause().catch(() => undefined);
    await container.kill({ signal: 'SIGKILL' }).catch(() => undefined);
  });
  await container.remove({ force: true, v: true }).catch(rethrowUnlessGone);
}

export async function removeVolume(docker: Docker, name: string): Promise<void> {
  await docker.getVolume(name).remove({ force: true }).catch(rethrowUnlessGone);
}

function rethrowUnlessGone(cause: unknown): void {
  if (!isGone(cause)) throw cause;
}
