import type { SandboxSpec } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import { ok, type Result } from '@/lib/core/result';
import type { Deps } from '@/lib/services/ports';

export type ImageFor = {
  sandbox: SandboxSpec;
  project: { id: string; repoPath: string };
  hub: string;
  baseSha: string;
  onOutput: (text: string) => void;
};

/** The image of a sandbox, built or fetched where it is not there yet; null where the provider has none. */
export async function imageFor(deps: Deps, input: ImageFor): Promise<Result<string | null, Failure>> {
  if (input.sandbox.provider !== 'docker') return ok(null);
  const { hub, baseSha: sha, onOutput } = input;
  const ensured = await deps.images.ensure({ source: input.sandbox.image, hub, sha }, onOutput);
  return ensured.ok ? ok(ensured.value.image) : ensured;
}
