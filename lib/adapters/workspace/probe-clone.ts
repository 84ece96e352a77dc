import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runTool } from './tools';

/** Whether copies below this folder can share their blocks: btrfs, xfs, APFS. */
export async function probeClone(dir: string): Promise<boolean> {
  const probe = await mkdtemp(path.join(dir, '.probe-'));
  try {
    await writeFile(path.join(probe, 'a'), 'x'.repeat(8192));
    const how = process.platform === 'darwin' ? ['-c'] : ['--reflink=always', '--'];
    await runTool('cp', [...how, path.join(probe, 'a'), path.join(probe, 'b')], 10_000);
    return true;
  } catch {
    // Then each checkout has files of its own.
    return false;
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}
