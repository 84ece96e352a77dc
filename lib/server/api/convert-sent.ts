import 'server-only';
import path from 'node:path';
import type { z } from 'zod';
import type { convertForeign } from '@/lib/schemas/api/drafts';
import { convertDocument, detectFormat } from '@/lib/schemas/import';
import { resolveLocation } from '@/lib/services/launch';

type Sent = z.output<NonNullable<(typeof convertForeign)['body']>>;
type Answer = z.input<(typeof convertForeign)['answer']>;

/** Reads the document alone: what it names is looked at when it is launched. */
export function convertSent({ document, agents, project, workingDir, ...rest }: Sent): Answer {
  const format = rest.format ?? detectFormat(document);
  const none = { format, problems: [], notes: [], tasks: [], repaired: null };
  if (format === 'bakeoff') return { ...none, experiment: document };
  const location = resolveLocation(project ?? '.', workingDir ?? null);
  const projectRoot = location !== null && path.isAbsolute(location) ? location : null;
  const { acceptRepair } = rest;
  const converted = convertDocument(document, format, { agents, project: project ?? null, projectRoot, acceptRepair });
  if (!converted.ok) return { ...none, experiment: null, problems: converted.problems, repaired: converted.repaired };
  const { text, notes, tasks, repaired } = converted;
  return { ...none, experiment: text, notes, tasks, repaired };
}
