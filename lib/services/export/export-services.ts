import { packTraces } from '@/lib/services/traces/trace-services';
import type { Bakeoff, Packed, PackedFile } from '@/lib/services/bakeoff';
import { readExportFacts, redactorOf, type ExportFacts } from '@/lib/services/export/export-facts';
import { experimentFile, variantFile, variantResult } from '@/lib/services/export/result-files';
import type { Deps } from '@/lib/services/ports';

export function exportServices(deps: Deps): Bakeoff['exports'] {
  return {
    pack: (experimentId) => packExport(deps, experimentId),
    report: async (experimentId) => {
      const facts = await readExportFacts(deps, experimentId);
      return facts ? report(facts) : null;
    },
    summary: async (experimentId) => {
      const facts = await readExportFacts(deps, experimentId);
      return facts ? summary(facts) : null;
    },
  };
}

async function packExport(deps: Deps, experimentId: string): Promise<Packed | null> {
  const facts = await readExportFacts(deps, experimentId);
  const traces = facts && (await packTraces(deps, experimentId));
  if (!facts || !traces) return null;
  const redact = redactorOf(deps);
  async function* files(read: ExportFacts, packed: Packed): AsyncGenerator<PackedFile> {
    yield { path: 'summary.md', text: await summary(read) };
    yield { path: 'experiment.json', text: json(experimentFile(read)) };
    for (const run of read.runs) {
      yield { path: `variants/${variantFile(run)}`, text: json(variantResult(run, read.view.base.metrics)) };
    }
    for await (const { path, text } of packed.files) {
      yield { path: `traces/${path}`, text: json(redact(JSON.parse(text) as unknown)) };
    }
    yield { path: 'report.html', text: await report(read) };
  }
  return { name: `bakeoff-${experimentId}`, files: files(facts, traces) };
}

/** Loaded when it is asked for: drawing diffs is nothing that every command and worker should carry. */
async function report(facts: ExportFacts): Promise<string> {
  const { renderReport } = await import('@/lib/services/export/report/render-report');
  return renderReport(facts);
}

async function summary(facts: ExportFacts): Promise<string> {
  const { renderSummary } = await import('@/lib/services/export/render-summary');
  return renderSummary(facts);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
