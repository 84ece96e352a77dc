import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { CopyButton } from '@/components/ui/copy-button';
import { plural, shortSha } from '@/lib/client/format';
import type { RepositoryInfo } from '@/lib/core/repository';
import type { ProjectView } from '@/lib/schemas/view';

type RepositoryFactsProps = { project: ProjectView; repository: RepositoryInfo | null };

/** What git says about the repository now, as a list of facts. */
export function RepositoryFacts({ project, repository }: RepositoryFactsProps) {
  const isCloned = project.location !== project.repoPath;
  return (
    <dl className="grid grid-cols-[8.5rem_minmax(0,1fr)] border-t">
      <Fact name={isCloned ? 'Cloned from' : 'Location'}>
        <Path text={project.location} what="location" />
      </Fact>
      {isCloned ? (
        <Fact name="Kept in">
          <Path text={project.repoPath} what="path" />
        </Fact>
      ) : null}
      {repository ? <GitFacts repository={repository} /> : null}
    </dl>
  );
}

function GitFacts({ repository }: { repository: RepositoryInfo }) {
  const { currentBranch, headSha, branches, remoteUrl, submodules, usesLfs } = repository;
  return (
    <>
      <Fact name="Branch">
        {currentBranch ?? <Badge tone="warn">Detached head</Badge>}
        <span className="text-faint">{plural(branches.length, 'branch', 'branches')}</span>
      </Fact>
      <Fact name="Head">
        <code className="font-mono text-xs">{shortSha(headSha)}</code>
        <CopyButton text={headSha} what="commit id" />
      </Fact>
      {remoteUrl ? (
        <Fact name="Remote">
          <Path text={remoteUrl} what="remote" />
        </Fact>
      ) : null}
      <Fact name="Uncommitted">
        <Uncommitted repository={repository} />
      </Fact>
      <Fact name="Submodules">
        {submodules.length === 0 ? (
          <span className="text-muted">None</span>
        ) : (
          <span className="min-w-0 font-mono text-xs break-words">{submodules.join(', ')}</span>
        )}
      </Fact>
      <Fact name="Large files (LFS)">
        <span className={usesLfs ? undefined : 'text-muted'}>{usesLfs ? 'Used' : 'Not used'}</span>
      </Fact>
    </>
  );
}

function Uncommitted({ repository: { dirtyCount, dirtyPaths } }: { repository: RepositoryInfo }) {
  if (dirtyCount === 0) return <span className="text-muted">Nothing; experiments see what the commit holds</span>;
  return (
    <details className="min-w-0 flex-1">
      <summary className="w-fit cursor-pointer rounded">
        <Badge tone="warn">{plural(dirtyCount, 'file')}</Badge>
        <span className="ml-2 text-muted">An experiment takes the commit, or these too when you say so.</span>
      </summary>
      <ul className="mt-1.5 max-h-60 overflow-y-auto font-mono text-xs text-muted">
        {dirtyPaths.map((path) => (
          <li key={path} className="truncate">
            {path}
          </li>
        ))}
        {dirtyCount > dirtyPaths.length ? <li>and {plural(dirtyCount - dirtyPaths.length, 'more', 'more')}</li> : null}
      </ul>
    </details>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="border-b py-2 text-muted">{name}</dt>
      <dd className="flex min-w-0 items-center gap-2 border-b py-1.5 leading-6">{children}</dd>
    </>
  );
}

function Path({ text, what }: { text: string; what: string }) {
  return (
    <>
      <span className="min-w-0 truncate font-mono text-xs" title={text}>
        {text}
      </span>
      <CopyButton text={text} what={what} />
    </>
  );
}
