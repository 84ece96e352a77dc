/** Documents of other systems, and what becomes of them here. */
import type { ExperimentFile, FileProblem } from '@/lib/schemas/experiment-file';

export const FORMATS = ['bakeoff', 'dispatcher', 'magic-box'] as const;
export type Format = (typeof FORMATS)[number];
export type ForeignFormat = Exclude<Format, 'bakeoff'>;

/** What has no counterpart here, or was read in another way than it was written. */
export type ImportNote = {
  /** Keys and numbers of list entries, joined by dots. */
  what: string;
  where: { line: number; column: number } | null;
  /** A sentence. */
  said: string;
};

/** A task of the document and the variant that it became. */
export type ImportedTask = {
  taskId: string;
  variant: string;
  /** The agent type or worker as the document has it. */
  kind: string;
  /** The file that it should write, inside the checkout. */
  outputPath: string | null;
};

export type AgentChoice = {
  /** For each agent type or worker of the document. */
  byKind: Readonly<Record<string, string>>;
  /** For all others; null: as the document says, or what is usual. */
  all: string | null;
};

export type ImportOptions = {
  agents: AgentChoice;
  /** As a person would write it into an experiment; null: it is said elsewhere. */
  project: string | null;
  /** Absolute folder of the project, where it is known: paths below it are relative to it. */
  projectRoot: string | null;
  acceptRepair: boolean;
};

/** A reading of a text that is not valid as it stands. */
export type Repair = {
  text: string;
  /** What was changed, as a sentence. */
  said: string;
  /** Numbers of the lines of the repaired text that the original has not, beginning with 1. */
  inserted: readonly number[];
  /** Where the original stops being valid, and what was expected there. */
  problem: FileProblem;
};

export type Imported =
  | { ok: true; file: ExperimentFile; notes: ImportNote[]; tasks: ImportedTask[]; repaired: string | null }
  | {
      ok: false;
      problems: FileProblem[];
      /** What could be accepted instead. */
      repaired: string | null;
    };
