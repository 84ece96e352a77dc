import type { Git } from './exec';
import { assertOwnRef } from './capture';

/** Deletes the ref `prefix` and all below it. A prefix that no ref has is fine. */
export async function deleteRefs(git: Git, input: { hub: string; prefix: string }): Promise<void> {
  const prefix = input.prefix.replace(/\/+$/, '');
  assertOwnRef(prefix);
  const listed = await git.text({ gitDir: input.hub, args: ['for-each-ref', '--format=%(refname)', prefix] });
  const refs = listed.split('\n').filter((ref) => ref !== '');
  if (refs.length === 0) return;
  await git.run({
    gitDir: input.hub,
    args: ['update-ref', '--no-deref', '-z', '--stdin'],
    input: refs.map((ref) => `delete ${ref}\0\0`).join(''),
  });
}
