import { spawnSync } from 'node:child_process';
import { Sentence } from './say.mjs';

const GIT = [2, 38];

/** Says what is missing on this machine and how to get it. Node's own version was checked by the launcher. */
export function checkGit() {
  const { stdout, error } = spawnSync('git', ['--version'], { encoding: 'utf8' });
  if (error) {
    throw new Sentence(
      'Bakeoff needs git, and there is none on the PATH. Install it (for example "apt-get install git" or "brew install git") and start again.',
    );
  }
  const found = /(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number) ?? [0, 0];
  if (found[0] > GIT[0] || (found[0] === GIT[0] && found[1] >= GIT[1])) return;
  throw new Sentence(
    `Bakeoff needs git ${GIT.join('.')} or newer; here is ${stdout.trim()}. Update git and start again.`,
  );
}
