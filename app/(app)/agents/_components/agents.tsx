'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Bot, RefreshCw } from 'lucide-react';
import { PageHeader } from '@/components/shell/page-header';
import { QueryError } from '@/components/shell/query-error';
import { Button } from '@/components/ui/button';
import { InlineCode } from '@/components/ui/inline-code';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState } from '@/components/ui/states';
import { agentsQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import { refreshAgents } from '../../_actions/agents';
import { AgentRow } from './agent-row';

export function Agents() {
  const client = useQueryClient();
  const refresh = useAction(() => refreshAgents(), {
    success: 'Looked for agents again',
    onSuccess: (found) => client.setQueryData(agentsQuery().queryKey, found),
  });
  return (
    <>
      <PageHeader
        title="Agents"
        description={
          <InlineCode text="The coding agents that Bakeoff knows. It drives those you have installed and logged in to; any other command works under `agents:` in an experiment file." />
        }
        actions={
          <Button pending={refresh.isPending} onClick={() => refresh.run(undefined)}>
            {refresh.isPending ? null : <RefreshCw aria-hidden />}
            Look again
          </Button>
        }
      />
      <AgentRows />
    </>
  );
}

function AgentRows() {
  const agents = useQuery(agentsQuery());
  if (agents.isError && !agents.data) {
    return <QueryError error={agents.error} onRetry={() => void agents.refetch()} />;
  }
  if (!agents.data) return <SkeletonRows rows={5} label="Loading agents" />;
  if (agents.data.length === 0) {
    return (
      <EmptyState icon={Bot} title="No agent found">
        Install a coding agent, or name any command under <code className="font-mono">agents:</code> in an experiment
        file, then look again.
      </EmptyState>
    );
  }
  const ready = agents.data.filter((agent) => agent.status === 'ready');
  const others = agents.data.filter((agent) => agent.status !== 'ready');
  return (
    <ul className="border-t">
      {[...ready, ...others].map((agent) => (
        <AgentRow key={agent.name} agent={agent} />
      ))}
    </ul>
  );
}
