'use client';

import { Callout } from '@/components/ui/callout';
import { Section } from '@/components/ui/section';
import type { RepositoryInfo } from '@/lib/core/repository';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { BaseField } from './base-field';
import { useDraft } from './draft-context';
import { LinesField, TextField, ToggleField } from './fields';

export function TaskSection() {
  const { project } = useDraft();
  return (
    <Section title="Task" description="What every variant is asked to do.">
      <div className="grid gap-4 pt-4">
        <TextField
          path={['task']}
          label="Task"
          rows={5}
          placeholder="Add a rate limiter to the public API. Answer with 429 above 100 requests a minute. Add tests."
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <BaseField />
          <TextField path={['name']} label="Name" optional placeholder="From the first line of the task" />
        </div>
        {project?.repository ? <RepositoryNotes repository={project.repository} /> : null}
        <LinesField
          path={['instructions']}
          label="Instruction files"
          optional
          rows={1}
          placeholder="docs/conventions.md"
          hint="Paths in the project, one a line. They are read afresh at each run and put in front of the task."
        />
      </div>
    </Section>
  );
}

function RepositoryNotes({ repository }: { repository: RepositoryInfo }) {
  const { draft } = useDraft();
  const { dirtyCount, dirtyPaths, submodules, usesLfs } = repository;
  return (
    <>
      {dirtyCount > 0 ? (
        <Callout tone="warn" title={`${dirtyCount} uncommitted ${dirtyCount === 1 ? 'file' : 'files'} in the project`}>
          <p className="mb-2 font-mono text-xs break-all">
            {dirtyPaths.slice(0, 3).join(', ')}
            {dirtyCount > 3 ? ` and ${dirtyCount - 3} more` : ''}
          </p>
          <ToggleField
            path={['includeUncommitted']}
            label="Take them along to every variant"
            hint={
              fieldOf(draft.data, ['includeUncommitted']) === true
                ? 'Every variant starts from your work tree as it is when you launch.'
                : 'Every variant starts from the commit, without them.'
            }
          />
        </Callout>
      ) : null}
      {submodules.length > 0 ? (
        <Callout title="The project has submodules">
          They stay empty in the sandboxes ({submodules.slice(0, 3).join(', ')}). Fetch them in the set-up command if
          the tests need them.
        </Callout>
      ) : null}
      {usesLfs ? (
        <Callout title="The project uses Git LFS">
          Large files are pointers in the sandboxes. Fetch them in the set-up command if the tests need them.
        </Callout>
      ) : null}
    </>
  );
}
