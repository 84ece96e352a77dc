import type { Engine } from '@/lib/adapters/sandbox/docker/engine';

export type ImageStore = { list: () => Promise<string[]> };

export function createImageStore(engine: () => Promise<Engine>): ImageStore {
  return {
    list: async () => {
      const { docker } = await engine();
      return (await docker.listImages()).flatMap((image) => image.RepoTags ?? []);
    },
  };
}
