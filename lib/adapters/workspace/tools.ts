import { readdir } from 'node:fs/promises';
import { runCommand } from '@/lib/adapters/process/run-command';
import { errorMessage } from '@/lib/errors';

/** The system's own places: nothing that the person installed stands in for a tool that may run as root. */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
const TIMEOUT_MS = 10 * 60_000;
const MAX_BYTES = 16 * 1024 * 1024;

/** Runs a tool of the system and gives what it printed; its own words are the error where it fails. */
export async function runTool(program: string, args: string[], timeoutMs = TIMEOUT_MS): Promise<string> {
  const command = { program, args, cwd: '/', env: ENVIRONMENT, timeoutMs, maxBytes: MAX_BYTES };
  const { exitCode, stdout, stderr, stopped } = await runCommand(command).catch((cause: unknown) => {
    throw new Error(`${program} could not be started: ${errorMessage(cause)}`, { cause });
  });
  if (exitCode === 0 && stopped === null) return stdout.toString('utf8');
  const why = stopped === 'timeout' ? `it took longer than ${timeoutMs / 1000} s` : stderr.trim().slice(-500);
  throw new Error(`${program} failed: ${why || `exit code ${exitCode}`}`);
}

export type Owner = { uid: number; gid: number };

/** Links themselves, never what they lead to. */
export async function giveTree(dir: string, owner: Owner): Promise<void> {
  await runTool('chown', ['-hR', `${owner.uid}:${owner.gid}`, '--', dir]);
}

/** Only what root has just made: to give a file of an overlay to its own owner would copy it for nothing. */
export async function giveWhatIsRoots(dir: string, owner: Owner): Promise<void> {
  const give = ['-exec', 'chown', '-h', `${owner.uid}:${owner.gid}`, '{}', '+'];
  await runTool('find', [dir, '-xdev', '-user', '0', ...give]);
}

/** Blocks in use. */
export async function sizeOnDisk(dir: string): Promise<number> {
  return Number.parseInt(await runTool('du', ['-skx', dir]), 10) * 1024;
}

/** Trees that a sandbox wrote may be deeper than a path may be long, which `rm` can remove and Node can't. */
export async function removeTree(dir: string): Promise<void> {
  try {
    await runTool('rm', ['-rf', '--one-file-system', '--', dir]);
  } catch {
    // Tools write-protect the folders of their caches. A second failure is reported.
    await runTool('chmod', ['-R', 'u+rwX', dir]).catch(() => '');
    await runTool('rm', ['-rf', '--one-file-system', '--', dir]);
  }
}

/** A real copy, blocks shared where the file system can; never links. Contents of `from` into the empty `to`. */
export async function copyTree(from: string, to: string): Promise<void> {
  if (process.platform === 'darwin') {
    // APFS clones.
    await runTool('cp', ['-cRp', `${from}/.`, to]);
  } else if ((await readdir(from)).length > 0) {
    await runTool('cp', ['-a', '--reflink=auto', '--', `${from}/.`, to]);
  }
}
