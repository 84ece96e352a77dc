import type { Git } from '@/lib/adapters/git/exec';
import { statusOf, type Engine } from '@/lib/adapters/sandbox/docker/engine';
import type { ImageSource } from '@/lib/core/image';

/** Receives whole lines. */
export type OnProgress = (text: string) => void;

export type ImageRequest = {
  source: ImageSource;
  /** Where a Dockerfile of the project is taken from: a commit in the product's repository, never the person's folder. */
  hub: string;
  sha: string;
};

export type MakerInput = {
  engine: Pick<Engine, 'docker'>;
  git: Git;
  request: ImageRequest;
  onProgress: OnProgress;
};

export async function hasImage(engine: Pick<Engine, 'docker'>, name: string): Promise<boolean> {
  return engine.docker
    .getImage(name)
    .inspect()
    .then(
      () => true,
      (cause: unknown) => {
        if (statusOf(cause) === 404) return false;
        throw cause;
      },
    );
}

export function say({ onProgress }: Pick<MakerInput, 'onProgress'>, line: string): void {
  onProgress(`${line}\n`);
}
