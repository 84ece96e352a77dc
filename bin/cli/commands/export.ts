import path from 'node:path';
import type { Common } from '@/bin/cli/commands/read';
import { findExperiment } from '@/bin/cli/lookup';
import { done, type Outcome } from '@/bin/cli/outcome';
import { withSession } from '@/bin/cli/session';
import { writeExport } from '@/bin/cli/write-export';

export function exportCommand(common: Common, input: { id: string; out?: string }): Promise<Outcome> {
  return withSession(common, async ({ bakeoff }) => {
    const { id: experimentId } = await findExperiment(bakeoff, input.id);
    const packed = await bakeoff.exports.pack(experimentId);
    if (!packed) throw new Error('The experiment was deleted meanwhile.');
    const dir = path.resolve(input.out ?? packed.name);
    const files = await writeExport(dir, packed.files);
    const text = `Wrote ${files.length} files to ${dir}\nOpen ${path.join(dir, 'report.html')} in a browser.`;
    return done({ experimentId, dir, files }, text);
  });
}
