import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FROZEN_NAMES } from './cache';
import { WORKSPACE_KINDS } from './workspaces';

const recordSchema = z.object({
  kind: z.enum(WORKSPACE_KINDS),
  options: z.string(),
  mounts: z.array(z.object({ lower: z.string(), upper: z.string(), work: z.string(), target: z.string() })),
  /** What it shares, which must stay until it is gone. */
  frozen: z.array(z.object({ store: z.enum(FROZEN_NAMES), key: z.string() })),
});

/** How a sandbox's checkout came about; kept among its layers, where nothing of the sandbox can write. */
export type WorkspaceRecord = z.infer<typeof recordSchema>;

export async function readWorkspaceRecord(runDir: string): Promise<WorkspaceRecord | null> {
  const text = await readFile(recordFile(runDir), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = recordSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

export async function writeWorkspaceRecord(runDir: string, record: WorkspaceRecord): Promise<void> {
  await mkdir(path.dirname(recordFile(runDir)), { recursive: true });
  await writeFile(recordFile(runDir), JSON.stringify(record), { mode: 0o600 });
}

function recordFile(runDir: string): string {
  return path.join(runDir, 'layers/workspace.json');
}

/** A crash may have cut it short. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
