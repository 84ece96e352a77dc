import type Docker from 'dockerode';
import { isProcessAlive, processStartTime } from '@/lib/adapters/process/process-table';
import { LABELS } from '@/lib/adapters/sandbox/docker/container-options';
import { removeContainer, removeVolume } from '@/lib/adapters/sandbox/docker/remove';

type Labels = Record<string, string>;

/** A start that is under way may add a container while the others are removed. */
const ROUNDS = 20;

const filterOf = (labels: Labels): { label: string[] } => ({
  label: Object.entries(labels).map(([name, value]) => `${name}=${value}`),
});

/** This process, as the label says who started a container. */
export async function starterLabel(): Promise<string> {
  return `${process.pid}:${(await processStartTime(process.pid)) ?? '0'}`;
}

/** Removes every container with these labels; returns how many of them ran. */
export async function sweep(docker: Docker, labels: Labels): Promise<number> {
  const ran = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const found = await docker.listContainers({ all: true, filters: filterOf(labels) });
    if (found.length === 0) break;
    for (const { Id, State } of found) if (State === 'running' || State === 'paused') ran.add(Id);
    await Promise.all(found.map(({ Id }) => removeContainer(docker, Id)));
  }
  return ran.size;
}

/** Ends what goes on without its starter, which was killed: nobody reads its output or will tell its end. */
export async function sweepOrphans(docker: Docker, labels: Labels): Promise<void> {
  const found = await docker.listContainers({ all: true, filters: filterOf(labels) });
  await Promise.all(
    found.map(async ({ Id, Labels }) => {
      const [pid = '', startTime = '0'] = (Labels[LABELS.starter] ?? '').split(':');
      if (!(await isProcessAlive(Number(pid), startTime))) await removeContainer(docker, Id);
    }),
  );
}

export async function release(docker: Docker, labels: Labels): Promise<void> {
  await sweep(docker, labels);
  const { Volumes } = await docker.listVolumes({ filters: filterOf(labels) });
  await Promise.all((Volumes ?? []).map(({ Name }) => removeVolume(docker, Name)));
}

/** Ids of the sandboxes that have containers or volumes with these labels. */
export async function leftovers(docker: Docker, labels: Labels): Promise<string[]> {
  const filters = filterOf(labels);
  const [containers, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
  ]);
  const all = [...containers.map((each) => each.Labels), ...(Volumes ?? []).map((each) => each.Labels)];
  return [...new Set(all.flatMap((each) => each[LABELS.sandbox] ?? []))];
}
