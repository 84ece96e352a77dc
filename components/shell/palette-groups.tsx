'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { FolderGit2, Plus } from 'lucide-react';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import type { ReactNode } from 'react';
import { Kbd } from '@/components/ui/kbd';
import { ExperimentStatusPill } from '@/components/ui/status-pill';
import { experimentsQuery, projectsQuery } from '@/lib/client/queries';
import { experimentHref } from '@/lib/client/routes';
import { PLACES } from './navigation';
import { THEMES } from './theme-menu';

type Go = <T extends string>(href: Route<T>) => () => void;

export function PaletteGroups({ onDone }: { onDone: () => void }) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const go: Go = (href) => () => {
    onDone();
    router.push(href);
  };
  return (
    <>
      <Group heading="Pages">
        <Item value="New experiment" onSelect={go('/experiments/new')} icon={<Plus aria-hidden />} />
        {PLACES.map(({ href, label, icon: Icon, key }) => (
          <Item
            key={href}
            value={label}
            onSelect={go(href)}
            icon={<Icon aria-hidden />}
            shortcut={
              <>
                <Kbd>G</Kbd> <Kbd>{key.toUpperCase()}</Kbd>
              </>
            }
          />
        ))}
      </Group>
      <Found go={go} />
      <Group heading="Theme">
        {THEMES.map(({ value, label, icon: Icon }) => (
          <Item
            key={value}
            value={`${label} theme`}
            icon={<Icon aria-hidden />}
            onSelect={() => {
              onDone();
              setTheme(value);
            }}
          />
        ))}
      </Group>
    </>
  );
}

function Found({ go }: { go: Go }) {
  const experiments = useQuery(experimentsQuery()).data ?? [];
  const projects = useQuery(projectsQuery()).data ?? [];
  return (
    <>
      {experiments.length > 0 ? (
        <Group heading="Experiments">
          {experiments.map((one) => (
            <Item
              key={one.id}
              value={`${one.name} ${one.id}`}
              label={one.name}
              detail={one.projectName}
              icon={<ExperimentStatusPill status={one.status} iconOnly />}
              onSelect={go(experimentHref(one.id))}
              keywords={[one.task]}
            />
          ))}
        </Group>
      ) : null}
      {projects.length > 0 ? (
        <Group heading="Projects">
          {projects.map((one) => (
            <Item
              key={one.id}
              value={`${one.name} ${one.id}`}
              label={one.name}
              detail={one.location}
              icon={<FolderGit2 aria-hidden />}
              onSelect={go(`/projects/${one.id}`)}
            />
          ))}
        </Group>
      ) : null}
    </>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = {
  value: string;
  label?: string;
  detail?: string;
  shortcut?: ReactNode;
  icon: ReactNode;
  keywords?: string[];
  onSelect: () => void;
};

function Item({ value, label, detail, shortcut, icon, keywords, onSelect }: ItemProps) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={onSelect}
      className="flex h-8 cursor-pointer items-center gap-2.5 rounded px-2.5 data-[selected=true]:bg-hover [&_svg]:size-3.5 [&_svg]:text-muted"
    >
      {icon}
      <span className="truncate">{label ?? value}</span>
      {detail ? <span className="ml-auto max-w-[50%] truncate text-xs text-faint">{detail}</span> : null}
      {shortcut ? <span className="ml-auto text-faint">{shortcut}</span> : null}
    </Command.Item>
  );
}
