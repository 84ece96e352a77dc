'use client';

import { CircleCheck, CircleDashed, LoaderCircle } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { assertNever } from '@/lib/core/assert-never';
import { blockedText, type PlanEntry, type TranscriptItem } from '@/lib/core/transcript';
import { cn } from '@/components/ui/cn';
import { AnsiText, plainText } from './ansi-text';
import { FailureNote } from './failure-note';
import { Fold, RevealContext } from './fold';
import { CodeBlock, ToolCall } from './tool-call';

type EntryProps = {
  item: TranscriptItem;
  /** A person was led here: it is opened, and has a line around it. */
  isTarget: boolean;
};

/** One thing that happened. Unchanged items are identical objects, so only what is new is drawn. */
export const TranscriptEntry = memo(function TranscriptEntry({ item, isTarget }: EntryProps) {
  return (
    <div
      data-entry={item.key}
      tabIndex={-1}
      className={cn(
        '[contain-intrinsic-size:auto_3rem] rounded-md [content-visibility:auto]',
        isTarget && 'outline-2 outline-offset-2 outline-focus/60',
      )}
    >
      <RevealContext value={isTarget}>{contentOf(item)}</RevealContext>
    </div>
  );
});

function contentOf(item: TranscriptItem): ReactNode {
  switch (item.type) {
    case 'session':
      return <Line>{sessionText(item)}</Line>;
    case 'prompt':
      return <Prompt text={item.text} />;
    case 'message':
      return <AnsiText text={item.text} className="block px-2 text-sm/6" />;
    case 'thought':
      return <Quiet label="Thought" text={item.text} />;
    case 'plan':
      return <Plan entries={item.entries} />;
    case 'tool':
      return <ToolCall item={item} />;
    case 'permission':
      return <Permission item={item} />;
    case 'output':
      return (
        <CodeBlock
          label={item.stream}
          text={item.text}
          className={item.stream === 'stderr' ? 'border-l-2 border-l-warn' : ''}
        />
      );
    case 'notice':
      return <Notice level={item.level} text={item.text} />;
    case 'turn_end':
      return <Line>The turn ended: {plainText(item.reason).replaceAll('_', ' ')}</Line>;
    case 'failure':
      return <FailureNote failure={item.failure} />;
    case 'status':
      return <Line>{plainText(item.status).replaceAll('_', ' ')}</Line>;
    case 'blocked':
      return <Notice level="warning" text={blockedText(item)} />;
    case 'paused':
      return <Line>Paused</Line>;
    case 'resumed':
      return <Line>Goes on</Line>;
    case 'step':
      return <Quiet label={stepLabel(item)} text={item.text} />;
    default:
      return assertNever(item);
  }
}

function sessionText(item: Extract<TranscriptItem, { type: 'session' }>): string {
  const parts = [item.model, item.version].filter((part) => part !== null);
  return parts.length === 0 ? 'The agent is up' : `The agent is up: ${plainText(parts.join(', '))}`;
}

const STEPS: Record<string, string> = {
  setup: 'Set-up',
  gate: 'Gate',
  metric: 'Metric',
  capture: 'Result',
  system: 'Bakeoff',
};

function stepLabel(item: Extract<TranscriptItem, { type: 'step' }>): string {
  const step = STEPS[item.step] ?? item.step;
  return item.name && item.name !== item.step ? `${step}: ${plainText(item.name)}` : step;
}

function Line({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-center gap-3 px-2 text-xs text-faint after:h-px after:flex-1 after:bg-line">
      <span>{children}</span>
    </p>
  );
}

function Prompt({ text }: { text: string }) {
  return (
    <div className="rounded-md border-l-2 border-l-ink bg-subtle px-3 py-2">
      <p className="pb-0.5 text-xs text-faint">To the agent</p>
      <AnsiText text={text} className="block max-h-80 overflow-y-auto" />
    </div>
  );
}

/** Closed at first; the first line says whether it is worth opening. */
function Quiet({ label, text }: { label: string; text: string }) {
  const first = plainText(text.trim().split('\n', 1)[0] ?? '');
  const summary = (
    <span className="flex min-w-0 flex-1 gap-2 text-muted">
      <span className="shrink-0 font-medium">{label}</span>
      <span className="truncate text-faint">{first}</span>
    </span>
  );
  return (
    <Fold summary={summary}>
      <div className="py-1 pl-7">
        <CodeBlock label={label} text={text} />
      </div>
    </Fold>
  );
}

const PLAN_ICONS = { pending: CircleDashed, in_progress: LoaderCircle, completed: CircleCheck };

function Plan({ entries }: { entries: PlanEntry[] }) {
  return (
    <div className="rounded-md border px-3 py-2">
      <p className="pb-1 text-xs text-faint">Plan</p>
      <ul className="flex flex-col gap-1">
        {entries.map((entry, index) => {
          const Icon = PLAN_ICONS[entry.status];
          return (
            <li key={index} className="flex items-start gap-2">
              <Icon
                aria-hidden
                className={cn('mt-0.5 size-3.5 shrink-0', entry.status === 'completed' ? 'text-ok' : 'text-faint')}
              />
              <span className={entry.status === 'completed' ? 'text-muted' : undefined}>
                {plainText(entry.text)}
                <span className="sr-only"> ({entry.status.replace('_', ' ')})</span>
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Permission({ item }: { item: Extract<TranscriptItem, { type: 'permission' }> }) {
  const chosen = item.options.find((option) => option.id === item.answer?.optionId);
  const by = item.answer?.by === 'policy' ? 'by the policy of this experiment' : 'by a person';
  const answer = item.answer ? `${chosen ? plainText(chosen.name) : 'Refused'}, ${by}` : 'Waits for an answer';
  return (
    <div className="rounded-md border px-3 py-2">
      <p className="text-xs text-faint">The agent asked</p>
      <p className="font-medium">{plainText(item.title)}</p>
      {item.input ? <CodeBlock label="Asked for" text={item.input} className="my-1" /> : null}
      <p className={item.answer ? 'text-muted' : 'font-medium text-warn'}>{answer}</p>
    </div>
  );
}

const NOTICE_STYLES = { info: 'text-muted', warning: 'text-warn', error: 'text-bad' };

function Notice({ level, text }: { level: keyof typeof NOTICE_STYLES; text: string }) {
  return (
    <p className={cn('px-2', NOTICE_STYLES[level])}>
      {level === 'info' ? null : <span className="font-medium">{level === 'error' ? 'Error: ' : 'Warning: '}</span>}
      <AnsiText text={text} />
    </p>
  );
}
