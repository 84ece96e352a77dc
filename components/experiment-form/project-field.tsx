'use client';

import Link from 'next/link';
import { Callout } from '@/components/ui/callout';
import { Select } from '@/components/ui/select';
import type { ProjectView } from '@/lib/schemas/view';
import { useDraft, useField } from './draft-context';
import { Marked } from './fields';

const PATH = ['project'];

type ProjectFieldProps = {
  projects: ProjectView[];
  current: ProjectView | null;
  onChoose: (project: ProjectView) => void;
};

export function ProjectField({ projects, current, onChoose }: ProjectFieldProps) {
  const { project } = useDraft();
  const field = useField(PATH);
  const unknown = !current && typeof field.value === 'string' ? field.value : null;
  const choose = (id: string): void => {
    const chosen = projects.find((candidate) => candidate.id === id);
    if (chosen) onChoose(chosen);
  };
  return (
    <div className="grid gap-3">
      <Marked path={PATH} label="Project" error={field.error}>
        {(control) => (
          <Select
            {...control}
            value={current?.id ?? ''}
            placeholder={unknown ?? 'Choose a project'}
            options={projects.map((entry) => ({ value: entry.id, label: entry.name, hint: entry.location }))}
            onValueChange={choose}
          />
        )}
      </Marked>
      {unknown ? (
        <Callout tone="warn" title={`“${unknown}” is not among the projects`}>
          Choose one above, or <ProjectsLink>add it to the projects</ProjectsLink>.
        </Callout>
      ) : null}
      {project?.problem ? (
        <Callout tone="bad" title={project.problem.message}>
          {project.problem.remedy}
        </Callout>
      ) : null}
    </div>
  );
}

function ProjectsLink({ children }: { children: string }) {
  return (
    <Link href="/projects" className="underline underline-offset-2 hover:text-ink">
      {children}
    </Link>
  );
}
