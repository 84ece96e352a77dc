import { FolderGit2 } from 'lucide-react';
import Link from 'next/link';
import { RelativeTime } from '@/components/ui/time';
import { plural } from '@/lib/client/format';
import type { ProjectView } from '@/lib/schemas/view';

const SHOWN = 5;

export function RecentProjects({ projects }: { projects: readonly ProjectView[] }) {
  return (
    <ul>
      {projects.slice(0, SHOWN).map((project) => (
        <li
          key={project.id}
          className="relative flex items-center gap-3 border-b px-1 py-2 transition-colors hover:bg-subtle"
        >
          <FolderGit2 aria-hidden className="size-4 shrink-0 text-faint" />
          <Link
            href={`/projects/${project.id}`}
            className="shrink-0 font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
          >
            {project.name}
          </Link>
          <span className="min-w-0 flex-1 truncate font-mono text-xs text-faint">{project.location}</span>
          <span className="hidden text-xs text-muted sm:inline">{plural(project.experiments, 'experiment')}</span>
          <RelativeTime at={project.lastUsedAt} className="w-20 text-right text-xs text-faint" />
        </li>
      ))}
    </ul>
  );
}
