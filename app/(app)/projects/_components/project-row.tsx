'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Ellipsis, EyeOff, FlaskConical, FolderGit2, Globe, Sparkles } from 'lucide-react';
import Link from 'next/link';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { RelativeTime } from '@/components/ui/time';
import { plural } from '@/lib/client/format';
import { projectsQuery } from '@/lib/client/queries';
import { removeLater } from '@/lib/client/remove-later';
import type { ProjectView } from '@/lib/schemas/view';
import { hideProject } from '../../_actions/projects';

const KINDS = {
  path: { icon: FolderGit2, word: 'Local repository' },
  url: { icon: Globe, word: 'From a URL' },
  demo: { icon: Sparkles, word: 'Demo' },
};

export function ProjectRow({ project }: { project: ProjectView }) {
  const { icon: Icon, word } = KINDS[project.kind];
  return (
    <li className="relative flex items-center gap-3 border-b px-1 py-2 transition-colors hover:bg-subtle">
      <Icon role="img" aria-label={word} className="size-4 shrink-0 text-faint" />
      <div className="min-w-0 flex-1">
        <Link
          href={`/projects/${project.id}`}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
        >
          {project.name}
        </Link>
        <p className="truncate font-mono text-xs text-faint" title={project.location}>
          {project.location}
        </p>
      </div>
      <span className="hidden text-xs text-muted sm:inline">{plural(project.experiments, 'experiment')}</span>
      <RelativeTime at={project.lastUsedAt} className="w-20 text-right text-xs text-faint" />
      <ProjectMenu project={project} />
    </li>
  );
}

function ProjectMenu({ project }: { project: ProjectView }) {
  const client = useQueryClient();
  const hide = () =>
    removeLater({
      key: `project:${project.id}`,
      message: `${project.name} was taken off the list`,
      commit: () => hideProject(project.id),
      onDone: () => client.invalidateQueries({ queryKey: projectsQuery().queryKey }),
    });
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={`Actions for ${project.name}`}
        className="relative z-10 flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
      >
        <Ellipsis aria-hidden className="size-4" />
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuItem asChild>
          <Link href={`/experiments/new?project=${project.id}`}>
            <FlaskConical aria-hidden />
            New experiment
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={hide}>
          <EyeOff aria-hidden />
          Take off the list
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
