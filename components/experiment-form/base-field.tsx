'use client';

import { useState } from 'react';
import { Input } from '@/components/ui/input';
import { Select, type SelectOption } from '@/components/ui/select';
import type { RepositoryInfo } from '@/lib/core/repository';
import { useDraft, useField } from './draft-context';
import { Marked, TextField } from './fields';

const HEAD = '\0head';
const OTHER = '\0other';
const PATH = ['base'];

/** A branch from the list, or any commit or tag as text. */
export function BaseField() {
  const { project } = useDraft();
  const repository = project?.repository ?? null;
  if (!repository) {
    return <TextField path={PATH} label="Base" mono optional placeholder="The current branch" />;
  }
  return <BranchField repository={repository} />;
}

function BranchField({ repository }: { repository: RepositoryInfo }) {
  const field = useField(PATH);
  const [isOther, setOther] = useState(false);
  const value = typeof field.value === 'string' ? field.value : '';
  const branch = repository.branches.find((candidate) => candidate.name === value);
  const showsText = (isOther && !branch) || (value !== '' && !branch);
  const chosen = showsText ? OTHER : branch ? branch.name : HEAD;
  const sha = value === '' ? repository.headSha : branch?.sha;
  const choose = (next: string): void => {
    setOther(next === OTHER);
    field.write(next === HEAD || next === OTHER ? undefined : next);
  };
  return (
    <Marked
      path={PATH}
      label="Base"
      error={field.error}
      hint={sha ? <span className="font-mono">{sha.slice(0, 10)}</span> : 'A commit, a tag or a branch.'}
    >
      {(control) => (
        <div className="flex gap-2">
          <Select
            {...control}
            id={showsText ? undefined : control.id}
            aria-label={showsText ? 'Kind of base' : undefined}
            value={chosen}
            onValueChange={choose}
            options={optionsOf(repository)}
            className={showsText ? 'w-40 shrink-0' : undefined}
          />
          {showsText ? (
            <Input
              {...control}
              {...field.focus}
              mono
              value={value}
              placeholder="v1.2.0 or 3f2a9c1"
              onChange={(event) => field.write(event.currentTarget.value || undefined)}
            />
          ) : null}
        </div>
      )}
    </Marked>
  );
}

function optionsOf(repository: RepositoryInfo): SelectOption[] {
  const current = repository.currentBranch ?? 'detached head';
  return [
    { value: HEAD, label: `${current} (current)` },
    ...repository.branches
      .filter((branch) => branch.name !== repository.currentBranch)
      .map((branch) => ({ value: branch.name, label: branch.name, hint: branch.sha.slice(0, 10) })),
    // The current branch by its name stays choosable: it means the same today, but not after a checkout.
    ...repository.branches
      .filter((branch) => branch.name === repository.currentBranch)
      .map((branch) => ({ value: branch.name, label: branch.name, hint: 'By name, whatever is checked out' })),
    { value: OTHER, label: 'Commit or tag…' },
  ];
}
