'use client';

import { type RefObject, useRef } from 'react';
import { inputStyle } from '@/components/ui/input';
import { cn } from '@/components/ui/cn';
import { useDraft } from './draft-context';
import { ProblemList } from './problem-list';
import { offsetOfPlace } from './text-place';

type YamlViewProps = { box: RefObject<HTMLTextAreaElement | null> };

/** The whole experiment as text; the form is another view of the same. */
export function YamlView({ box }: YamlViewProps) {
  const { draft, change } = useDraft();
  const gutter = useRef<HTMLPreElement>(null);
  const wrong = new Set(draft.problems.map((problem) => problem.line));
  const lines = draft.text.split('\n').length;
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="relative h-[max(24rem,calc(100dvh-13rem))]">
        <pre
          ref={gutter}
          aria-hidden
          className="absolute inset-y-px left-px w-11 overflow-hidden rounded-l-md border-r bg-subtle py-2 pr-2 text-right font-mono text-xs leading-5 text-faint select-none"
        >
          {Array.from({ length: lines }, (_, index) => (
            <div key={index} className={wrong.has(index + 1) ? 'font-semibold text-bad' : undefined}>
              {index + 1}
            </div>
          ))}
        </pre>
        <textarea
          ref={box}
          aria-label="Experiment as YAML"
          aria-invalid={draft.problems.length > 0 || undefined}
          value={draft.text}
          onChange={(event) => {
            const text = event.currentTarget.value;
            change(() => text);
          }}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          className={cn(inputStyle, 'size-full resize-none overflow-auto py-2 pl-13 font-mono text-xs leading-5')}
        />
      </div>
      <aside aria-label="Problems" aria-live="polite" className="min-w-0">
        <h2 className="border-b pb-1.5 text-xs font-medium">
          {draft.problems.length === 0 ? 'No problems' : `Problems (${draft.problems.length})`}
        </h2>
        <div className="-mx-2 pt-1">
          <ProblemList problems={draft.problems} onPick={(problem) => selectPlace(box.current, problem)} />
        </div>
      </aside>
    </div>
  );
}

type Place = { line: number | null; column: number | null };

/** Puts the caret where a problem is, in the middle of the box. */
export function selectPlace(box: HTMLTextAreaElement | null, place: Place): void {
  if (!box) return;
  const { start, end } = offsetOfPlace(box.value, place);
  box.focus();
  box.setSelectionRange(start, end);
  const lineHeight = 20;
  box.scrollTop = Math.max(0, ((place.line ?? 1) - 1) * lineHeight - box.clientHeight / 2);
}
