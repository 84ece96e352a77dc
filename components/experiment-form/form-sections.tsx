'use client';

import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import type { ProjectView } from '@/lib/schemas/view';
import { ContractSection } from './contract-section';
import { useDraft } from './draft-context';
import { countWithin } from './find-problem';
import { ProjectField } from './project-field';
import { SandboxSection } from './sandbox-section';
import { SelectionSection } from './selection-section';
import { StagesSection } from './stages-section';
import { StrategySection } from './strategy-section';
import { TaskSection } from './task-section';
import { VariantsSection } from './variants-section';

type FormSectionsProps = {
  projects: ProjectView[];
  current: ProjectView | null;
  onProject: (project: ProjectView) => void;
  onShowYaml: (problem: FileProblem) => void;
};

export function FormSections({ projects, current, onProject, onShowYaml }: FormSectionsProps) {
  const { draft } = useDraft();
  if (!draft.data) return <NoForm obstacle={draft.obstacle} onShowYaml={onShowYaml} />;
  return (
    <div className="gap-10 xl:grid xl:grid-cols-[minmax(0,56rem)_12rem]">
      <div className="grid min-w-0 gap-8 pb-8">
        <ProjectField projects={projects} current={current} onChoose={onProject} />
        {SECTIONS.map(({ id, content: Content }) => (
          <div key={id} id={id} className="min-w-0 scroll-mt-4">
            <Content />
          </div>
        ))}
      </div>
      <Outline />
    </div>
  );
}

const SECTIONS: { id: string; label: string; keys: string[]; content: () => ReactNode }[] = [
  {
    id: 'task',
    label: 'Task',
    keys: ['task', 'name', 'base', 'includeUncommitted', 'instructions'],
    content: TaskSection,
  },
  { id: 'variants', label: 'Variants', keys: ['variants'], content: VariantsSection },
  { id: 'contract', label: 'Contract', keys: ['test', 'contract'], content: ContractSection },
  {
    id: 'strategy',
    label: 'Strategy and limits',
    keys: ['strategy', 'limits', 'permissions'],
    content: StrategySection,
  },
  { id: 'selection', label: 'Selection', keys: ['select'], content: SelectionSection },
  {
    id: 'pipeline',
    label: 'Pipeline',
    keys: ['stages', 'combine', 'summarize', 'aggregate', 'integrationContracts'],
    content: StagesSection,
  },
  { id: 'sandbox', label: 'Sandbox', keys: ['sandbox'], content: SandboxSection },
];

/** The way through a long form, with what is wrong where. Only where there is room beside it. */
function Outline() {
  const { draft } = useDraft();
  return (
    <nav aria-label="Sections" className="sticky top-4 hidden self-start border-l xl:block">
      <ul>
        {SECTIONS.map(({ id, label, keys }) => {
          const problems = keys.reduce((sum, key) => sum + countWithin(draft.problems, [key]), 0);
          return (
            <li key={id}>
              <a
                href={`#${id}`}
                className="flex items-center gap-2 rounded px-3 py-1 text-xs text-muted hover:text-ink"
              >
                {label}
                {problems > 0 ? (
                  <Badge tone="bad" aria-label={`${problems} to fix`}>
                    {problems}
                  </Badge>
                ) : null}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function NoForm({
  obstacle,
  onShowYaml,
}: {
  obstacle: FileProblem | null;
  onShowYaml: (problem: FileProblem) => void;
}) {
  if (!obstacle) return null;
  return (
    <Callout
      tone="warn"
      className="mb-8 max-w-4xl"
      title="The YAML can not be shown as a form yet"
      actions={<Button onClick={() => onShowYaml(obstacle)}>Go to line {obstacle.line ?? 1}</Button>}
    >
      {obstacle.message} Nothing is lost; the form is back as soon as the text is whole.
    </Callout>
  );
}
