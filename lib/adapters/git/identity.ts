import type { Git } from './exec';
import type { OpenRepository } from './open';

export type Identity = { name: string; email: string };

export const PRODUCT_IDENTITY: Identity = { name: 'Bakeoff', email: 'bakeoff@localhost' };

export function identityEnvironment(author: Identity, committer: Identity = author): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
}

/** The person as their repository or global configuration names them; the product where it does not. */
export async function readPersonIdentity(git: Git, repository: OpenRepository): Promise<Identity> {
  const read = async (key: string): Promise<string> => {
    const output = await git.run({
      args: ['config', '--get', key],
      gitDir: repository.gitDir,
      asPerson: true,
      accept: [0, 1],
    });
    return output.stdout.toString('utf8').trim();
  };
  const [name, email] = await Promise.all([read('user.name'), read('user.email')]);
  return name !== '' && email !== '' ? { name, email } : PRODUCT_IDENTITY;
}
