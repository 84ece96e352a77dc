'use client';

import { useQueryClient } from '@tanstack/react-query';
import { projectQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import { isTerminalRun } from '@/lib/core/run-status';
import type { RunView } from '@/lib/schemas/view';
import { BlockedHosts } from '@/components/run/blocked-hosts';
import { allowHost } from '../../../_actions/projects';
import { RunActions } from './run-actions';
import { useExperiment } from './use-experiment';
import { useRefresh } from './use-refresh';

type BlockedProps = { run: RunView; most?: number; onRetried?: (runId: string) => void };

/** What the network policy refused this run. */
export function Blocked({ run, most, onRetried }: BlockedProps) {
  const { project } = useExperiment();
  const client = useQueryClient();
  const refresh = useRefresh(run.experimentId);
  const allow = useAction(allowHost, {
    onSuccess: () => {
      refresh();
      void client.invalidateQueries({ queryKey: projectQuery(project.id).queryKey });
    },
  });
  return (
    <BlockedHosts
      blocked={run.blocked}
      allowed={project.allowedHosts}
      pending={allow.isPending ? (allow.input?.host ?? null) : null}
      onAllow={(host) => allow.run({ projectId: project.id, host, allowed: true })}
      retry={isTerminalRun(run.status) ? <RunActions run={run} onRetried={onRetried} /> : null}
      most={most}
    />
  );
}
