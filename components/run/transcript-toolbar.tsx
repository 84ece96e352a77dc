'use client';

import { ArrowDown, ArrowUp, ChevronDown, CircleAlert, Copy, Search } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef } from 'react';
import { plural } from '@/lib/client/format';
import type { TranscriptItem } from '@/lib/core/transcript';
import {
  countByFilter,
  findFirstFailure,
  isTranscriptFilter,
  type TranscriptFacts,
  type TranscriptFilter,
} from '@/lib/core/transcript-filter';
import { toMarkdown } from '@/lib/core/transcript-markdown';
import { Button } from '@/components/ui/button';
import { copyText } from '@/components/ui/copy-text';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { Segmented } from '@/components/ui/tabs';
import { isTyping } from './is-typing';
import type { Find } from './use-find';
import type { Target } from './use-highlights';

type ToolbarProps = {
  items: readonly TranscriptItem[];
  shown: readonly TranscriptItem[];
  facts: TranscriptFacts;
  title: string;
  only: TranscriptFilter | null;
  onOnly: (filter: TranscriptFilter | null) => void;
  query: string;
  onQuery: (query: string) => void;
  /** Nobody types any more. */
  onQueryEnd: () => void;
  find: Find;
  place: Target | null;
  onPlace: (place: Target | null) => void;
};

export function TranscriptToolbar(props: ToolbarProps) {
  const { items, shown, facts, title, only, onOnly, find, place, onPlace } = props;
  const counts = useMemo(() => countByFilter(items, facts), [items, facts]);
  const failure = useMemo(() => findFirstFailure(items, facts), [items, facts]);
  const field = useRef<HTMLInputElement>(null);
  const step = (steps: 1 | -1): void => {
    const next = find.next(place, steps);
    if (next) onPlace({ ...next, focus: false });
  };
  const showFailure = (): void => {
    if (!failure) return;
    if (!shown.some((item) => item.key === failure.key)) onOnly(null);
    onPlace({ key: failure.key, nth: 0, focus: true });
  };
  useKeys({ field, step, showFailure });
  return (
    <div className="z-10 -mx-1 flex flex-wrap items-center gap-x-3 gap-y-2 bg-canvas px-1 py-2 md:sticky md:top-(--strip-height,0px) md:border-b">
      <SearchBox {...props} field={field} step={step} />
      <div className="max-w-full overflow-x-auto">
        <Segmented
          aria-label="Show only"
          value={only ?? 'all'}
          onValueChange={(value) => onOnly(isTranscriptFilter(value) ? value : null)}
          options={[
            { value: 'all', label: 'All' },
            { value: 'messages', label: `Messages ${String(counts.messages)}` },
            { value: 'tools', label: `Tools ${String(counts.tools)}` },
            { value: 'commands', label: `Commands ${String(counts.commands)}` },
            { value: 'errors', label: `Errors ${String(counts.errors)}` },
          ]}
        />
      </div>
      <div className="ml-auto flex flex-wrap gap-1.5">
        {failure ? (
          <Button size="sm" onClick={showFailure}>
            <CircleAlert aria-hidden className="text-bad" />
            {failure.isCommand ? 'First failing command' : 'First error'}
          </Button>
        ) : null}
        <CopyMenu items={items} shown={shown} title={title} />
      </div>
    </div>
  );
}

type SearchBoxProps = ToolbarProps & { field: RefObject<HTMLInputElement | null>; step: (steps: 1 | -1) => void };

function SearchBox({ query, onQuery, onQueryEnd, onPlace, find, place, field, step }: SearchBoxProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      onQuery('');
      onPlace(null);
      field.current?.blur();
    } else return;
    event.preventDefault();
  };
  const isEmpty = find.total === 0;
  return (
    <search className="flex min-w-0 flex-1 basis-64 items-center gap-1">
      <div className="relative min-w-0 flex-1">
        <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-3.5 text-faint" />
        <Input
          ref={field}
          type="search"
          aria-label="Search the transcript"
          aria-keyshortcuts="/"
          placeholder="Search the transcript"
          className="pl-8 [&::-webkit-search-cancel-button]:appearance-none"
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={onQueryEnd}
        />
        {query === '' ? (
          <span aria-hidden className="pointer-events-none absolute top-1.5 right-2 text-faint">
            <Kbd>/</Kbd>
          </span>
        ) : null}
      </div>
      <span role="status" className="min-w-16 px-1 text-xs text-muted tabular-nums empty:min-w-0">
        {query.trim() === '' ? '' : countText(find, place)}
      </span>
      <IconButton size="sm" label="Previous match" disabled={isEmpty} shortcut={<Kbd>⇧N</Kbd>} onClick={() => step(-1)}>
        <ArrowUp aria-hidden />
      </IconButton>
      <IconButton size="sm" label="Next match" disabled={isEmpty} shortcut={<Kbd>N</Kbd>} onClick={() => step(1)}>
        <ArrowDown aria-hidden />
      </IconButton>
    </search>
  );
}

function countText({ total, isSearching, rank }: Find, place: Target | null): string {
  const more = isSearching ? '…' : '';
  if (total === 0) return isSearching ? 'Searching…' : 'No match';
  const at = place === null ? -1 : rank(place);
  return at === -1 ? `${plural(total, 'match', 'matches')}${more}` : `${String(at + 1)} of ${String(total)}${more}`;
}

function CopyMenu({ items, shown, title }: Pick<ToolbarProps, 'items' | 'shown' | 'title'>) {
  const copy = (which: readonly TranscriptItem[]) => () => void copyText(toMarkdown(which, title), 'transcript');
  if (shown.length === items.length) {
    return (
      <Button size="sm" onClick={copy(items)}>
        <Copy aria-hidden />
        Copy as Markdown
      </Button>
    );
  }
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button size="sm">
          <Copy aria-hidden />
          Copy as Markdown
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuItem onSelect={copy(shown)}>
          What is shown, {plural(shown.length, 'entry', 'entries')}
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={copy(items)}>All, {plural(items.length, 'entry', 'entries')}</DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

type Keys = { field: RefObject<HTMLInputElement | null>; step: (steps: 1 | -1) => void; showFailure: () => void };

/** `/` goes to the search, `n` and `N` through what it found, `f` to the first failing command. */
function useKeys({ field, step, showFailure }: Keys): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (isTyping(event)) return;
      if (event.key === '/') {
        event.preventDefault();
        field.current?.focus();
        field.current?.select();
      } else if (event.key === 'n' || event.key === 'N') step(event.key === 'n' ? 1 : -1);
      else if (event.key === 'f') showFailure();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
