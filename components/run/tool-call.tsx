'use client';

import {
  Brain,
  FilePen,
  FileSearch,
  FileX,
  Globe,
  MoveRight,
  Search,
  SquareTerminal,
  Wrench,
  type LucideIcon,
} from 'lucide-react';
import type { ToolItem, ToolPart } from '@/lib/core/transcript';
import { cn } from '@/components/ui/cn';
import { Spinner } from '@/components/ui/spinner';
import { AnsiText, plainText } from './ansi-text';
import { Fold } from './fold';
import { inlineDiff } from '@/lib/core/inline-diff';

const ICONS: Record<string, LucideIcon> = {
  read: FileSearch,
  edit: FilePen,
  delete: FileX,
  move: MoveRight,
  execute: SquareTerminal,
  search: Search,
  fetch: Globe,
  think: Brain,
};

/** A tool call in one line; its input, its diffs and its output when opened. Edits are open from the start. */
export function ToolCall({ item }: { item: ToolItem }) {
  const Icon = ICONS[item.kind] ?? Wrench;
  const hasDiff = item.content.some((part) => part.type === 'diff');
  const summary = (
    <span className="flex min-w-0 flex-1 items-center gap-2">
      <Icon aria-hidden className="size-3.5 shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate font-mono text-xs">{plainText(item.title)}</span>
      <ToolState status={item.status} />
    </span>
  );
  if (!item.input && !item.output && item.content.length === 0) return <div className="px-2 py-1">{summary}</div>;
  return (
    <Fold summary={summary} startsOpen={hasDiff} className="rounded-md border">
      <div className="flex flex-col gap-2 border-t p-2">
        {item.input && !hasDiff ? <CodeBlock label="Input" text={item.input} /> : null}
        {item.content.map((part, index) => (
          <Part key={index} part={part} />
        ))}
        {item.output ? <CodeBlock label="Output" text={item.output} /> : null}
      </div>
    </Fold>
  );
}

function ToolState({ status }: { status: ToolItem['status'] }) {
  if (status === 'failed') return <span className="text-xs font-medium text-bad">failed</span>;
  if (status === 'completed') return <span className="sr-only">done</span>;
  return (
    <>
      <Spinner className="text-busy" />
      <span className="sr-only">running</span>
    </>
  );
}

function Part({ part }: { part: ToolPart }) {
  if (part.type === 'text') return <CodeBlock label="Result" text={part.text} />;
  return (
    <figure className="min-w-0">
      <figcaption className="truncate pb-1 font-mono text-xs text-muted">{plainText(part.path)}</figcaption>
      <InlineDiff oldText={part.oldText} newText={part.newText} />
    </figure>
  );
}

const MAX_LINES = 400;
const LINE_STYLES = { '+': 'bg-ok-soft text-ok', '-': 'bg-bad-soft text-bad', ' ': '', '…': 'text-faint' };

function InlineDiff({ oldText, newText }: { oldText: string | null; newText: string }) {
  const lines = inlineDiff(oldText, newText);
  if (lines.length === 0) return <p className="text-muted">The text stayed the same.</p>;
  return (
    <pre className="max-h-96 overflow-auto rounded border bg-subtle py-1 font-mono text-xs leading-5" tabIndex={0}>
      {lines.slice(0, MAX_LINES).map(({ mark, text }, index) => (
        <span key={index} className={cn('block min-h-5 w-max min-w-full px-2', LINE_STYLES[mark])}>
          {mark} {plainText(text)}
        </span>
      ))}
      {lines.length > MAX_LINES ? (
        <span className="block px-2 text-faint">… {lines.length - MAX_LINES} more lines</span>
      ) : null}
    </pre>
  );
}

/** Output of a command. Scrolls inside itself, by keyboard too. */
export function CodeBlock({ label, text, className }: { label: string; text: string; className?: string }) {
  return (
    <pre
      aria-label={label}
      role="region"
      tabIndex={0}
      className={cn(
        'max-h-96 overflow-auto rounded border bg-subtle px-2 py-1.5 font-mono text-xs leading-5',
        className,
      )}
    >
      <AnsiText text={text} />
    </pre>
  );
}
