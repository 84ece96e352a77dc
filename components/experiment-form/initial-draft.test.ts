import { describe, expect, it } from 'vitest';
import { draftFrom } from '@/lib/schemas/experiment-file/again';
import { readField } from '@/lib/schemas/experiment-file/draft';
import type { AgentView, ProjectView } from '@/lib/schemas/view';
import { freshDraft, projectOf } from './initial-draft';

const project: ProjectView = {
  id: 'p1',
  name: 'shop',
  kind: 'path',
  location: '/home/me/shop',
  repoPath: '/real/shop',
  createdAt: '',
  lastUsedAt: '',
  experiments: 0,
  allowsProcess: false,
  allowedHosts: [],
};

function agent(name: string, status: AgentView['status']): AgentView {
  return {
    name,
    title: name,
    status,
    driver: 'acp',
    executable: null,
    version: null,
    install: '',
    login: '',
    models: [],
    passEnv: [],
  };
}

function agentsOf(text: string): unknown[] {
  return (readField(text, ['variants']) as { agent: unknown }[]).map((variant) => variant.agent);
}

describe('freshDraft', () => {
  it('begins with two variants, by agents that are installed', () => {
    const agents = [
      agent('claude', 'missing'),
      agent('codex', 'ready'),
      agent('gemini', 'ready'),
      agent('demo', 'ready'),
    ];
    expect(agentsOf(freshDraft(project, agents))).toEqual(['codex', 'gemini']);
    expect(agentsOf(freshDraft(project, agents.slice(0, 2)))).toEqual(['codex', 'codex']);
    expect(agentsOf(freshDraft(project, []))).toEqual(['claude', 'claude']);
  });

  it('uses the demo agent on the demo project', () => {
    expect(agentsOf(freshDraft({ ...project, kind: 'demo', location: 'builtin:demo' }, []))).toEqual(['demo', 'demo']);
  });
});

describe('draftFrom', () => {
  it('names the project outright where the text had it relative to a folder', () => {
    expect(draftFrom('# keep\nproject: .\ntask: x\n', project)).toBe('# keep\nproject: /home/me/shop\ntask: x\n');
    expect(draftFrom('task: x\n', project)).toBe('project: /home/me/shop\ntask: x\n');
  });

  it('leaves a text alone that names it already', () => {
    const text = 'project:    /real/shop\n';
    expect(draftFrom(text, project)).toBe(text);
  });
});

describe('projectOf', () => {
  it('knows a project by what was given and by its real path', () => {
    expect([
      projectOf([project], '/home/me/shop')?.id,
      projectOf([project], '/real/shop')?.id,
      projectOf([project], '.'),
    ]).toEqual(['p1', 'p1', null]);
  });
});
