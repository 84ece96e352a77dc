'use client';

import { CircleCheck, CircleDashed, Download, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Instruction } from '@/components/ui/instruction';
import { agentsQuery } from '@/lib/client/queries';
import { useAction } from '@/lib/client/use-action';
import type { AgentView } from '@/lib/schemas/view';
import { installAdapter } from '../../_actions/agents';

const LOOKS: Record<AgentView['status'], { icon: LucideIcon; word: string; style: string }> = {
  ready: { icon: CircleCheck, word: 'Ready', style: 'text-ok' },
  adapter_missing: { icon: Download, word: 'Needs its adapter', style: 'text-warn' },
  missing: { icon: CircleDashed, word: 'Not installed', style: 'text-muted' },
};

const DRIVERS = { acp: 'Agent Client Protocol', command: 'Command' };

export function AgentRow({ agent }: { agent: AgentView }) {
  const { icon: Icon, word, style } = LOOKS[agent.status];
  const isInstalled = agent.status !== 'missing';
  return (
    <li id={agent.name} className="grid scroll-mt-16 gap-x-6 gap-y-2 border-b py-3 md:grid-cols-[14rem_minmax(0,1fr)]">
      <div>
        <h2 className="flex items-center gap-2 font-medium">
          {agent.title}
          {agent.version ? <Badge>{agent.version}</Badge> : null}
        </h2>
        <p className={cn('mt-0.5 flex items-center gap-1.5 text-xs font-medium', style)}>
          <Icon aria-hidden className="size-3.5" />
          {word}
        </p>
      </div>
      <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-baseline gap-y-1.5">
        <Fact name="Name">
          <code className="font-mono text-xs">{agent.name}</code>
        </Fact>
        <Fact name="Driver">{DRIVERS[agent.driver]}</Fact>
        {agent.executable ? (
          <Fact name="Program">
            <code className="font-mono text-xs break-all">{agent.executable}</code>
          </Fact>
        ) : null}
        {agent.status === 'ready' ? null : (
          <Fact name="Install">
            <Install agent={agent} />
          </Fact>
        )}
        {agent.login ? (
          <Fact name="Log in">
            <Instruction text={agent.login} what="log-in command" />
          </Fact>
        ) : null}
        {isInstalled && agent.models.length > 0 ? <Fact name="Models">{agent.models.join(', ')}</Fact> : null}
        {isInstalled && agent.passEnv.length > 0 ? (
          <Fact name="May see">
            <code className="font-mono text-xs break-words">{agent.passEnv.join(', ')}</code>
          </Fact>
        ) : null}
      </dl>
    </li>
  );
}

function Install({ agent }: { agent: AgentView }) {
  const client = useQueryClient();
  const { run, isPending } = useAction(installAdapter, {
    success: (installed) => `${installed.title} is ready`,
    onSuccess: () => void client.invalidateQueries({ queryKey: agentsQuery().queryKey }),
  });
  return (
    <div className="flex flex-col items-start gap-2">
      <Instruction text={agent.install} what="install command" />
      {agent.status === 'adapter_missing' ? (
        <Button size="sm" pending={isPending} onClick={() => run(agent.name)}>
          {isPending ? null : <Download aria-hidden />}
          {isPending ? 'Installing the adapter…' : 'Install adapter'}
        </Button>
      ) : null}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
