'use client';

import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import type { ProjectView } from '@/lib/schemas/view';
import { ContractSection } from './contract-section';
import { useDraft } from './draft-context';
import { ProjectField } from './project-field';
import { SandboxSection } from './sandbox-section';
import { SelectionSection } from './selection-section';
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
    <div className="grid max-w-4xl gap-8 pb-8">
      <ProjectField projects={projects} current={current} onChoose={onProject} />
      <TaskSection />
      <VariantsSection />
      <ContractSection />
      <StrategySection />
      <SelectionSection />
      <SandboxSection />
    </div>
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
