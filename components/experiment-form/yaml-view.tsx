'use client';

import { type RefObject, useRef, useState } from 'react';
import { inputStyle } from '@/components/ui/input';
import { cn } from '@/components/ui/cn';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { detectFormat, type ImportNote } from '@/lib/schemas/import';
import { useDraft } from './draft-context';
import { ConversionNotes, ForeignDocument } from './foreign-document';
import { ProblemList } from './problem-list';
import { offsetOfPlace } from './text-place';

type YamlViewProps = { box: RefObject<HTMLTextAreaElement | null> };

/** The whole experiment as text; the form is another view of the same. */
export function YamlView({ box }: YamlViewProps) {
  const { draft, change } = useDraft();
  const project = useLastProject();
  const gutter = useRef<HTMLPreElement>(null);
  const [notes, setNotes] = useState<ImportNote[] | null>(null);
  const format = detectFormat(draft.text);
  // Problems of a document that is no experiment yet would be about keys that it does not need.
  const problems = format === 'bakeoff' ? draft.problems : [];
  const wrong = new Set(problems.map((problem) => problem.line));
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="relative h-[max(24rem,calc(100dvh-13rem))]">
        <LineNumbers ref={gutter} count={draft.text.split('\n').length} wrong={wrong} />
        <textarea
          ref={box}
          aria-label="Experiment as YAML"
          aria-invalid={problems.length > 0 || undefined}
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
        {format === 'bakeoff' ? (
          <>
            {notes === null ? null : <ConversionNotes notes={notes} />}
            <h2 className="border-b pb-1.5 text-xs font-medium">
              {problems.length === 0 ? 'No problems' : `Problems (${problems.length})`}
            </h2>
            <div className="-mx-2 pt-1">
              <ProblemList problems={problems} onPick={(problem) => selectPlace(box.current, problem)} />
            </div>
          </>
        ) : (
          <ForeignDocument
            format={format}
            project={project}
            onConverted={setNotes}
            onPick={(problem) => selectPlace(box.current, problem)}
          />
        )}
      </aside>
    </div>
  );
}

/** Where the draft was to run, also once another system's document, which knows nothing of it, has taken its place. */
function useLastProject(): string | null {
  const { draft } = useDraft();
  const now = fieldOf(draft.data, ['project']);
  const [last, setLast] = useState(typeof now === 'string' ? now : null);
  if (typeof now === 'string' && now !== last) setLast(now);
  return last;
}

type LineNumbersProps = { ref: RefObject<HTMLPreElement | null>; count: number; wrong: ReadonlySet<number | null> };

function LineNumbers({ ref, count, wrong }: LineNumbersProps) {
  return (
    <pre
      ref={ref}
      aria-hidden
      className="absolute inset-y-px left-px w-11 overflow-hidden rounded-l-md border-r bg-subtle py-2 pr-2 text-right font-mono text-xs leading-5 text-faint select-none"
    >
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={wrong.has(index + 1) ? 'font-semibold text-bad' : undefined}>
          {index + 1}
        </div>
      ))}
    </pre>
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
