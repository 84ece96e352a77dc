/** Where the traces of an experiment are, and copies of them in a folder of the person's own. */
import { constants } from 'node:fs';
import { access, copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@/bin/cli/outcome';
import { errorMessage } from '@/lib/errors';
import type { TraceFiles } from '@/lib/schemas/import/dispatcher-result';
import type { ExperimentView } from '@/lib/schemas/view';

type Input = {
  home: string;
  view: ExperimentView;
  /** As the person wrote it; undefined: they stay where they are. */
  dir: string | undefined;
};

export async function collectTraces({ home, view, dir }: Input): Promise<TraceFiles> {
  const from = path.join(home, 'traces', view.id);
  const files = new Map<string, string>();
  const names = [...new Set(view.runs.map((run) => run.variant.key))];
  for (const name of names) {
    const found = await placed({ from: path.join(from, `${name}.json`), dir, name: `${name}.json` });
    if (found !== null) files.set(name, found);
  }
  const stamp = view.createdAt.replace(/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d).*$/, '$1$2$3_$4$5$6');
  const index = await placed({ from: path.join(from, 'index.json'), dir, name: `dispatch-${stamp}.json` });
  return { ofVariant: (variant) => files.get(variant) ?? null, index };
}

/** Before anything runs: what was paid for should not end at a folder that can not be written. */
export async function checkTraceDir(dir: string | undefined): Promise<void> {
  if (dir === undefined) return;
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
  } catch (cause) {
    const message = `The folder for traces, ${dir}, can not be written: ${errorMessage(cause)}.`;
    throw new InputError({
      type: 'trace_dir',
      message,
      remedy: 'Give --trace-dir a folder that can be made and written.',
    });
  }
}

async function placed({
  from,
  dir,
  name,
}: {
  from: string;
  dir: string | undefined;
  name: string;
}): Promise<string | null> {
  const exists = await access(from, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (!exists) return null;
  if (dir === undefined) return from;
  await copyFile(from, path.join(dir, name));
  return path.join(dir, name);
}
