import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Git } from './exec';
import type { OpenRepository } from './open';

/** What of the user's configuration decides how files on disk compare with files in a commit. */
export type WorkTreeRules = {
  /** Contents for `info/exclude`: the repository's own and the person's global ignore rules. */
  exclude: string;
  /** Contents of `info/attributes`. */
  attributes: string;
  config: Record<string, string>;
};

const MAX_RULES_CHARACTERS = 1024 * 1024;
const CONVERSION = 'filemode|ignorecase|symlinks|autocrlf|eol|precomposeunicode|trustctime|checkstat';

/** Reads those rules as data. Filters, hooks and monitors are not among them, so none can run. */
export async function readWorkTreeRules(git: Git, repository: OpenRepository): Promise<WorkTreeRules> {
  const output = await git.run({
    args: ['config', '--null', '--get-regexp', `^core\\.(${CONVERSION}|excludesfile|attributesfile)$`],
    cwd: repository.root,
    gitDir: repository.gitDir,
    asPerson: true,
    accept: [0, 1],
  });
  const config: Record<string, string> = {};
  for (const entry of output.stdout.toString('utf8').split('\0')) {
    const end = entry.indexOf('\n');
    if (end > 0) config[entry.slice(0, end)] = entry.slice(end + 1);
  }
  const { 'core.excludesfile': excludesFile, 'core.attributesfile': attributesFile, ...conversion } = config;
  const globalFolder = git.host.XDG_CONFIG_HOME || (git.host.HOME ? path.join(git.host.HOME, '.config') : null);
  const inGlobal = (name: string): string | null => (globalFolder ? path.join(globalFolder, 'git', name) : null);
  const [globalExclude, ownExclude, ownAttributes] = await Promise.all([
    readRules(expandHome(git, excludesFile) ?? inGlobal('ignore')),
    readRules(path.join(repository.commonDir, 'info/exclude')),
    readRules(path.join(repository.commonDir, 'info/attributes')),
  ]);
  const attributesPath = expandHome(git, attributesFile) ?? inGlobal('attributes');
  return {
    // Later rules win, and git lets a repository's own rules win over the global ones.
    exclude: [globalExclude, ownExclude].filter(Boolean).join('\n'),
    attributes: ownAttributes,
    config: attributesPath ? { ...conversion, 'core.attributesFile': attributesPath } : conversion,
  };
}

function expandHome(git: Git, file: string | undefined): string | null {
  if (!file) return null;
  return file.startsWith('~/') ? path.join(git.host.HOME ?? '/nonexistent', file.slice(2)) : file;
}

async function readRules(file: string | null): Promise<string> {
  if (file === null) return '';
  // A missing or unreadable file has no rules, as for git.
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.slice(0, MAX_RULES_CHARACTERS);
}
