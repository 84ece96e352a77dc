'use client';

import { Archive, ChevronDown, FileCode, FileText, Share } from 'lucide-react';
import { exportUrl } from '@/lib/client/queries';
import { Button } from '@/components/ui/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';

const CHOICES = [
  { as: 'report', icon: FileCode, label: 'Report', note: 'One HTML page to send to somebody' },
  { as: 'summary', icon: FileText, label: 'Summary', note: 'Markdown, for a pull request' },
  { as: 'archive', icon: Archive, label: 'Everything', note: 'Both, with results and traces as JSON' },
] as const;

/** The experiment for those who have no Bakeoff: downloads, with known secrets cut out. */
export function ExportMenu({ experimentId }: { experimentId: string }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Share aria-hidden />
          Export
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        {CHOICES.map(({ as, icon: Icon, label, note }) => (
          <DropdownMenuItem key={as} asChild>
            <a href={exportUrl(experimentId, as)} download>
              <Icon aria-hidden />
              <span>
                {label}
                <span className="block text-xs text-muted">{note}</span>
              </span>
            </a>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
