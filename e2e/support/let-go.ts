import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type CliResult } from '../fixtures';

type Product = { home: string; bakeoff: (...args: string[]) => Promise<CliResult> };
type ShownRun = { runId?: string; id?: string; variant: string | { key: string }; status: string };

/**
 * Lets agents that wait for a file `go` in their checkout go on. Put there from outside: what is locked in sees no other
 * folder of this computer.
 */
export async function letGo(product: Product, experimentId: string, variants: readonly string[]): Promise<void> {
  await expect(async () => {
    const { stdout } = await product.bakeoff('show', experimentId, '--json');
    const { runs } = JSON.parse(stdout) as { runs: ShownRun[] };
    for (const name of variants) {
      const run = runs.find((each) => nameOf(each) === name && each.status === 'running');
      if (!run) throw new Error(`No run of ${name} works.`);
      const checkout = path.join(product.home, 'sandboxes', run.runId ?? run.id ?? '', 'ws');
      await writeFile(path.join(checkout, 'go'), '');
    }
  }).toPass({ timeout: 30_000 });
}

function nameOf({ variant }: ShownRun): string {
  return typeof variant === 'string' ? variant : variant.key;
}
