import { INDEX_FILE } from '@/lib/core/trace/trace-file';
import { getTraceIndexRow } from '@/lib/db/traces';
import type { Bakeoff, Packed, PackedFile } from '@/lib/services/bakeoff';
import type { Deps } from '@/lib/services/ports';
import { buildIndex } from '@/lib/services/traces/build-index';
import { readTrace } from '@/lib/services/traces/read-trace';
import { textOf } from '@/lib/services/traces/trace-text';

export function traceServices(deps: Deps): Bakeoff['traces'] {
  return {
    get: (runId) => readTrace(deps, runId),
    pack: (experimentId) => packTraces(deps, experimentId),
  };
}

/** One trace at a time: an experiment may have hundreds, and they are sent as they are made. */
export async function packTraces(deps: Deps, experimentId: string): Promise<Packed | null> {
  const row = await getTraceIndexRow(deps.db, experimentId);
  if (!row) return null;
  const index = buildIndex(row, deps.clock.now());
  async function* files(): AsyncGenerator<PackedFile> {
    yield { path: INDEX_FILE, text: textOf(index) };
    for (const { runId, file } of index.runs) {
      const trace = await readTrace(deps, runId);
      if (trace) yield { path: file, text: textOf(trace) };
    }
  }
  return { name: `${experimentId}-traces`, files: files() };
}
