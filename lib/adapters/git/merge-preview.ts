import type { MergePreview, MergeRefusal } from '@/lib/core/repository';
import { ok, type Result } from '@/lib/core/result';
import { readStats } from './diff';
import type { Git } from './exec';
import { planMerge, treeOf, type PlanInput } from './merge-plan';

export async function previewMerge(git: Git, input: PlanInput): Promise<Result<MergePreview, MergeRefusal>> {
  const planned = await planMerge(git, input);
  if (!planned.ok) return planned;
  const { target, tree, conflicts, blockedBy } = planned.value;
  const { hub } = input;
  const [behindBy, targetTree] = await Promise.all([
    git.text({ gitDir: hub, args: ['rev-list', '--count', target.sha, `^${input.baseSha}`] }),
    treeOf(git, hub, target.sha),
  ]);
  const stats = await readStats(git, { hub, from: targetTree, to: tree });
  return ok({ targetSha: target.sha, behindBy: Number(behindBy), conflicts, blockedBy, stats });
}
