'use client';

import { useAction } from '@/lib/client/use-action';
import type { RunView } from '@/lib/schemas/view';
import { PermissionCard } from '@/components/run/permission-card';
import { answerPermission } from '../../../_actions/runs';
import { useRefresh } from './use-refresh';

/** What the agent of a run waits for. */
export function Permissions({ run }: { run: RunView }) {
  const refresh = useRefresh(run.experimentId);
  const answer = useAction(answerPermission, { onSuccess: refresh });
  return run.permissions.map((permission) => (
    <PermissionCard
      key={permission.id}
      permission={permission}
      pending={answer.isPending}
      onAnswer={(optionId) => answer.run({ runId: run.id, requestId: permission.id, optionId })}
    />
  ));
}
