/** What a set-up command depends on, so that variants and experiments can share what it made. Pure. */

type Installer = {
  /** The first words of the command. */
  words: string[][];
  /** Manifests and lock files that it reads; those that the commit does not have count as absent. */
  inputs: string[];
};

const NPM = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', '.npmrc'];
const PNPM_HOOKS = ['.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js'];
const YARN = ['package.json', 'yarn.lock', '.yarnrc', '.yarnrc.yml', '.npmrc'];

const INSTALLERS: Installer[] = [
  {
    words: [
      ['npm', 'ci'],
      ['npm', 'install'],
      ['npm', 'i'],
    ],
    inputs: NPM,
  },
  {
    words: [
      ['pnpm', 'install'],
      ['pnpm', 'i'],
    ],
    inputs: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...PNPM_HOOKS, '.npmrc'],
  },
  { words: [['yarn', 'install'], ['yarn']], inputs: YARN },
  {
    words: [
      ['bun', 'install'],
      ['bun', 'i'],
    ],
    inputs: ['package.json', 'bun.lock', 'bun.lockb', 'bunfig.toml', '.npmrc'],
  },
  { words: [['uv', 'sync']], inputs: ['pyproject.toml', 'uv.lock', 'uv.toml', '.python-version'] },
  { words: [['poetry', 'install']], inputs: ['pyproject.toml', 'poetry.lock', 'poetry.toml'] },
  {
    words: [['bundle', 'install'], ['bundle']],
    inputs: ['Gemfile', 'Gemfile.lock', '.bundle/config', '.ruby-version'],
  },
  { words: [['composer', 'install']], inputs: ['composer.json', 'composer.lock', 'auth.json'] },
  { words: [['go', 'mod', 'download']], inputs: ['go.mod', 'go.sum', 'go.work', 'go.work.sum'] },
  { words: [['cargo', 'fetch']], inputs: ['Cargo.toml', 'Cargo.lock', '.cargo/config.toml', '.cargo/config'] },
];

/** Flags that change nothing about which files of the commit are read. Any other makes the command depend on everything. */
const HARMLESS_FLAG =
  /^(?:--(?:no-audit|no-fund|silent|quiet|prefer-offline|offline|frozen-lockfile|immutable|ignore-scripts|no-progress|no-interaction|no-dev|no-optional|production|prod|locked|frozen|no-root|no-install-project|no-cache-dir|disable-pip-version-check|legacy-peer-deps|force|include=dev|omit=(?:dev|optional|peer)|user|jobs=\d+)|-q|-s|-f)$/;

/**
 * Files of the commit that a set-up command reads, where it only installs what they name. Null: it may read anything, so
 * what it makes belongs to one commit. Doubt counts as null.
 */
export function setupInputs(command: string): string[] | null {
  // Whatever the shell would do beyond starting programs one after the other.
  if (/[|;<>$`*?(){}[\]~!#\\"'\r\n]|(?<!&)&(?!&)|&&&/.test(command)) return null;
  const inputs = new Set<string>();
  for (const step of command.split('&&')) {
    const found = stepInputs(step.trim().split(/\s+/));
    if (found === null) return null;
    for (const file of found) inputs.add(file);
  }
  return [...inputs].sort();
}

/** What a set-up command starts, as far as its text says: of each step the first word. Never a program of the project. */
export function setupPrograms(command: string): string[] {
  const found = command.split(/[&|;()\r\n]+/).flatMap((step) => {
    const word = step.split(/\s+/).find((each) => each !== '' && !/^\w+=/.test(each));
    return word !== undefined && /^(?:\/[\w.+/-]+|[\w.+-]+)$/.test(word) ? [word] : [];
  });
  return [...new Set(found)];
}

function stepInputs(words: string[]): string[] | null {
  const pip = pipInputs(words);
  if (pip !== 'no pip') return pip;
  for (const installer of INSTALLERS) {
    const start = installer.words.find((prefix) => prefix.every((word, at) => words[at] === word));
    if (!start) continue;
    return words.slice(start.length).every((word) => HARMLESS_FLAG.test(word)) ? installer.inputs : null;
  }
  return null;
}

function pipInputs(words: string[]): string[] | null | 'no pip' {
  const start = ['pip install', 'pip3 install', 'python -m pip install', 'python3 -m pip install', 'uv pip install'];
  const text = words.join(' ');
  const prefix = start.find((candidate) => text.startsWith(`${candidate} `));
  if (prefix === undefined) return 'no pip';
  const rest = words.slice(prefix.split(' ').length);
  const files: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (word === '-r' || word === '--requirement') files.push(rest[++at] ?? '');
    else if (word.startsWith('--requirement=')) files.push(word.slice('--requirement='.length));
    // `-e .`, a folder, a package by name: the first two read the project, the last is no file's business.
    else if (!HARMLESS_FLAG.test(word)) return null;
  }
  return files.length > 0 && files.every(isPlainPath) ? files : null;
}

function isPlainPath(file: string): boolean {
  return /^[\w.][\w./-]*$/.test(file) && !file.split('/').includes('..');
}

/** Scripts that npm and its like run during an install of the project itself, and that may read any file of it. */
const LIFECYCLE = [
  'preinstall',
  'install',
  'postinstall',
  'preprepare',
  'prepare',
  'postprepare',
  'prepublish',
  'dependencies',
];

/** Whether installing runs the project's own scripts; also where nobody can tell, because the file is not valid. */
export function hasLifecycleScripts(packageJson: string): boolean {
  let parsed: unknown;
  try {
    parsed = JSON.parse(packageJson);
  } catch {
    return true;
  }
  if (typeof parsed !== 'object' || parsed === null) return true;
  // Workspaces and local packages bring manifests and scripts of their own.
  if ('workspaces' in parsed || hasLocalDependency(parsed)) return true;
  if (!('scripts' in parsed) || typeof parsed.scripts !== 'object' || parsed.scripts === null) return false;
  const names = Object.keys(parsed.scripts);
  return LIFECYCLE.some((name) => names.includes(name));
}

function hasLocalDependency(manifest: object): boolean {
  return /"(?:file|link|portal|workspace|patch):|"patchedDependencies":/.test(JSON.stringify(manifest));
}

/**
 * Whether an install that reads this file may read others of the project, too: its scripts, local packages, files that
 * it includes. Then what it makes belongs to one commit.
 */
export function leadsFurther(file: string, text: string): boolean {
  const name = file.split('/').at(-1) ?? '';
  switch (name) {
    case 'package.json':
      return hasLifecycleScripts(text);
    // Packages of the project, programs that run during the install, and plug-ins: that they are there is enough.
    case 'pnpm-workspace.yaml':
    case '.yarnrc.yml':
    case '.pnpmfile.cjs':
    case '.pnpmfile.mjs':
    case 'pnpmfile.js':
      return true;
    case '.yarnrc':
      return /^\s*"?(?:yarn-path|workspaces-)/m.test(text);
    case '.npmrc':
      return /^\s*(?:global-?pnpmfile|pnpmfile|node-options|script-shell)\s*=/m.test(text);
    case 'composer.json':
      return /"(?:scripts|repositories)"\s*:|"type"\s*:\s*"path"/.test(text);
    case 'Gemfile':
      return /\b(?:gemspec|path|eval_gemfile|require_relative|File|Dir|IO)\b/.test(text);
    case 'pyproject.toml':
      // A project that is built while it is installed, of sources that the key does not know.
      return /ext[-_]modules|maturin|scikit-build|setuptools[-_]rust|cython|mesonpy|dynamic\s*=|\bpath\s*=|workspace/i.test(
        text,
      );
    case 'go.mod':
    case 'go.work':
      return /=>\s*\.{1,2}\/|^\s*use\b/m.test(text);
    case 'Cargo.toml':
      return /\bpath\s*=|\[workspace\]|\bmembers\b/.test(text);
    default:
      return (
        name.endsWith('.txt') &&
        /^\s*(?:-e\b|--editable|-r\b|--requirement|-c\b|--constraint|\.{0,2}\/|file:)/m.test(text)
      );
  }
}

export type SetupKeyParts = {
  command: string;
  provider: string;
  image: string | null;
  /** Of the inputs, `path` and blob id; or the commit alone where the command depends on everything. */
  inputs: { path: string; id: string }[];
  /** Files copied from the user's work tree, with a digest of their contents. */
  copied: { path: string; digest: string }[];
  /** Whom the files belong to. */
  owner: string;
  /** Of the host, where its programs are what set-up runs; empty where an image brings them. */
  toolchain: string[];
};

/** What is hashed to the key of a prepared base; the same text exactly where set-up makes the same. */
export function setupKeyText(parts: SetupKeyParts): string {
  return JSON.stringify([
    2,
    parts.command,
    parts.provider,
    parts.image,
    parts.inputs.toSorted(byPath).map(({ path, id }) => [path, id]),
    parts.copied.toSorted(byPath).map(({ path, digest }) => [path, digest]),
    parts.owner,
    parts.toolchain,
  ]);
}

function byPath(a: { path: string }, b: { path: string }): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}
