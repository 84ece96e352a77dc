'use client';

import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import { agentChoice, convertDocument, type Format, type ImportNote } from '@/lib/schemas/import';
import type { AgentView } from '@/lib/schemas/view';
import { useDraft } from './draft-context';
import { ProblemList } from './problem-list';

const TITLES: Record<Exclude<Format, 'bakeoff'>, string> = {
  dispatcher: 'This is a task file of the parallel dispatcher',
  'magic-box': 'This is a Magic Box document',
};

type ForeignDocumentProps = {
  /** Where it is to run; null: it does not say, and nothing else does. */
  project: string | null;
  format: Exclude<Format, 'bakeoff'>;
  onConverted: (notes: ImportNote[]) => void;
  onPick: (problem: FileProblem) => void;
};

/** Offers to make an experiment of a document of another system; the text stays as it is until then. */
export function ForeignDocument({ format, project, onConverted, onPick }: ForeignDocumentProps) {
  const { draft, change, agents } = useDraft();
  const convert = (acceptRepair: boolean) =>
    convertDocument(draft.text, format, {
      agents: agentChoice(usualAgents(agents)),
      project,
      projectRoot: null,
      acceptRepair,
    });
  const converted = convert(false);
  const canRepair = !converted.ok && converted.repaired !== null;
  const take = (acceptRepair: boolean): void => {
    const result = convert(acceptRepair);
    if (!result.ok) return;
    change(() => result.text);
    onConverted(result.notes);
  };
  return (
    <Callout
      tone="info"
      title={TITLES[format]}
      actions={
        converted.ok || canRepair ? (
          <Button size="sm" variant="primary" onClick={() => take(canRepair)}>
            {canRepair ? 'Accept the repaired reading and convert' : 'Convert it to an experiment'}
          </Button>
        ) : null
      }
    >
      {converted.ok ? (
        'Its tasks become a graph. What has no counterpart here is listed, not dropped.'
      ) : (
        <div className="-mx-2">
          <ProblemList problems={converted.problems} onPick={onPick} />
        </div>
      )}
    </Callout>
  );
}

/** The first agent that is ready does what the document leaves open. */
function usualAgents(agents: readonly AgentView[]): string[] {
  const ready = agents.find(({ status }) => status === 'ready');
  return ready ? [`coder=${ready.name}`, `debug=${ready.name}`] : [];
}

/** What became of the document, at places that the text no longer has. */
export function ConversionNotes({ notes }: { notes: readonly ImportNote[] }) {
  return (
    <section aria-label="Conversion" className="mb-4">
      <h2 className="border-b pb-1.5 text-xs font-medium">Converted, with {noteCount(notes.length)}</h2>
      <ul className="grid gap-1 pt-1.5">
        {notes.map(({ what, where, said }) => (
          <li key={`${what}${said}`} className="min-w-0 break-words">
            <span className="font-mono text-xs text-faint">
              {what}
              {where === null ? '' : ` (line ${where.line} before)`}
            </span>
            <br />
            {said}
          </li>
        ))}
      </ul>
    </section>
  );
}

function noteCount(count: number): string {
  if (count === 0) return 'nothing to note';
  return count === 1 ? 'one note' : `${count} notes`;
}
