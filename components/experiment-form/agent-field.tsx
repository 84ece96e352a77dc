'use client';

import { CodeLine } from '@/components/ui/code-line';
import { Select, type SelectOption } from '@/components/ui/select';
import type { FilePath } from '@/lib/schemas/experiment-file';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import type { AgentView } from '@/lib/schemas/view';
import { useDraft, useField } from './draft-context';
import { Marked } from './fields';

const STATES: Record<AgentView['status'], string> = {
  ready: 'Ready',
  missing: 'Not installed',
  adapter_missing: 'Adapter not installed',
};

export function AgentField({ path }: { path: FilePath }) {
  const { agents, draft } = useDraft();
  const field = useField(path);
  const value = typeof field.value === 'string' ? field.value : '';
  const agent = agents.find((candidate) => candidate.name === value);
  const own = Object.keys(fieldOf(draft.data, ['agents']) ?? {});
  return (
    <div className="min-w-0">
      <Marked path={path} label="Agent" error={field.error}>
        {(control) => (
          <Select
            {...control}
            value={value}
            placeholder="Choose an agent"
            options={optionsOf({ agents, own, value })}
            onValueChange={field.write}
          />
        )}
      </Marked>
      {agent && agent.status !== 'ready' ? (
        <div className="mt-1 text-xs text-warn">
          {STATES[agent.status]}. Install it first:
          <CodeLine text={agent.install} what="the command" className="mt-1" />
        </div>
      ) : null}
      {value !== '' && !agent && !own.includes(value) ? (
        <p className="mt-1 text-xs text-warn">
          No agent of this name is known; describe it under “agents” in the YAML.
        </p>
      ) : null}
    </div>
  );
}

function optionsOf({ agents, own, value }: { agents: AgentView[]; own: string[]; value: string }): SelectOption[] {
  const known = agents.map((agent) => ({
    value: agent.name,
    label: agent.title,
    hint: [STATES[agent.status], agent.version].filter(Boolean).join(' · '),
  }));
  const others = [...new Set([...own, value])].filter(
    (name) => name !== '' && !agents.some((agent) => agent.name === name),
  );
  return [
    ...known,
    ...others.map((name) => ({ value: name, label: name, hint: own.includes(name) ? 'From this file' : 'Not known' })),
  ];
}
