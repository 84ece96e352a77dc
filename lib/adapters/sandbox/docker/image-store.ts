import { createGit, type Git } from '@/lib/adapters/git/exec';
import type { Engine } from '@/lib/adapters/sandbox/docker/engine';
import { ImageMaker } from '@/lib/adapters/sandbox/docker/image-maker';
import type { ImageRequest, OnProgress } from '@/lib/adapters/sandbox/docker/image-request';
import type { Failure } from '@/lib/core/failure';
import { parseImage, type ImageSource } from '@/lib/core/image';
import { err, ok, type Result } from '@/lib/core/result';
import { errorMessage } from '@/lib/errors';
import { hostEnvironment } from '@/lib/env';

export type StoredImage = { id: string; names: string[]; sizeBytes: number };

export type EnsuredImage = { image: string; sizeBytes: number | null };

export type ImageStore = {
  list: () => Promise<StoredImage[]>;
  /**
   * Makes sure that the engine has what `sandbox.image` names (null: the default template), by pulling or building it.
   * `image` is its id, which never changes.
   */
  ensure: (
    input: { source: string | null; hub: string; sha: string },
    onProgress: OnProgress,
  ) => Promise<Result<EnsuredImage, Failure>>;
};

export function createImageStore(engine: () => Promise<Engine>, git: Git = createGit(hostEnvironment())): ImageStore {
  const underWay = new Map<string, Promise<Result<EnsuredImage, Failure>>>();
  const make = async (request: ImageRequest, onProgress: OnProgress): Promise<Result<EnsuredImage, Failure>> => {
    try {
      const { docker } = await engine();
      const name = await new ImageMaker({ engine: { docker }, git, request, onProgress }).make();
      const { Id, Size } = await docker.getImage(name).inspect();
      return ok({ image: Id, sizeBytes: Size });
    } catch (cause) {
      return err(failureOf(request.source, cause));
    }
  };
  return {
    list: async () => {
      const { docker } = await engine();
      const images = await docker.listImages();
      return images.map(({ Id, RepoTags, Size }) => ({ id: Id, names: RepoTags ?? [], sizeBytes: Size }));
    },
    ensure: ({ source, hub, sha }, onProgress) => {
      const request = { source: parseImage(source), hub, sha };
      const key = JSON.stringify(request);
      const known = underWay.get(key);
      if (known) onProgress('Waiting for the image that another run is making.\n');
      const made = known ?? make(request, onProgress).finally(() => underWay.delete(key));
      underWay.set(key, made);
      return made;
    },
  };
}

const REMEDIES: Record<ImageSource['kind'], string> = {
  template: 'Look at the progress above; the template needs the network to be built the first time.',
  reference: 'Check its name, and that the engine may pull it ("docker pull" in a terminal says more).',
  dockerfile: 'Build it in a terminal to see where it fails; instructions of BuildKit alone are not understood here.',
  devcontainer: 'Name an image in the experiment instead, or mend devcontainer.json.',
};

function failureOf(source: ImageSource, cause: unknown): Failure {
  const said = errorMessage(cause)
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .trim();
  const sentence = /[.!?]$/.test(said) ? said : `${said}.`;
  const what = source.kind === 'reference' ? `The image ${source.reference}` : 'The image';
  return {
    type: 'sandbox_unavailable',
    message: `${what} could not be made ready. ${sentence}`,
    remedy: REMEDIES[source.kind],
  };
}
