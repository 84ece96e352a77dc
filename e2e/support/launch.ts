import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CliResult } from '../fixtures';

/** Launches a file without a page, and answers the id of the experiment at once. */
export async function launch(bakeoff: (...args: string[]) => Promise<CliResult>, text: string): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'bakeoff-file-'));
  try {
    const file = path.join(dir, 'experiment.yaml');
    await writeFile(file, text);
    const { code, stdout, stderr } = await bakeoff('run', file, '--detach', '--json');
    if (code !== 0) throw new Error(`The experiment was not launched: ${stdout}${stderr}`);
    return (JSON.parse(stdout) as { experimentId: string }).experimentId;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
