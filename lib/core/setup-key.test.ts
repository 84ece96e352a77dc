import { describe, expect, it } from 'vitest';
import { hasLifecycleScripts, leadsFurther, setupInputs, setupKeyText, setupPrograms } from './setup-key';

describe('setupInputs', () => {
  it.each([
    ['npm ci', 'package-lock.json'],
    ['npm ci --no-audit --no-fund', 'package.json'],
    ['  npm   install ', 'package-lock.json'],
    ['pnpm install --frozen-lockfile', 'pnpm-lock.yaml'],
    ['pnpm install', 'pnpmfile.js'],
    ['pnpm i', '.pnpmfile.mjs'],
    ['yarn', 'yarn.lock'],
    ['yarn install --immutable', 'yarn.lock'],
    ['bun install', 'bun.lock'],
    ['pip install -r requirements.txt', 'requirements.txt'],
    ['python3 -m pip install -q -r dev/requirements-dev.txt', 'dev/requirements-dev.txt'],
    ['uv sync --frozen', 'uv.lock'],
    ['poetry install --no-interaction', 'poetry.lock'],
    ['bundle install', 'Gemfile.lock'],
    ['composer install --no-dev', 'composer.lock'],
    ['go mod download', 'go.sum'],
    ['cargo fetch --locked', 'Cargo.lock'],
    ['npm ci && pip install -r requirements.txt', 'requirements.txt'],
  ])('knows what %s reads', (command, file) => {
    expect(setupInputs(command)).toContain(file);
  });

  it.each([
    '',
    'make',
    'npm run build',
    'npm ci && npm run build',
    'npm ci; make',
    'npm ci & make',
    'npm ci || true',
    'npm ci &&& make',
    'npm ci && ',
    'npm install left-pad',
    'npm ci --prefix web',
    'npm ci\nmake',
    'npm ci $(make)',
    'npm ci > log',
    'FOO=1 npm ci',
    'cd web && npm ci',
    'pip install .',
    'pip install -e .',
    'pip install -r ../outside.txt',
    'pip install -r',
    'npmx ci',
    'yarn build',
    'bundle exec rake',
    'go build ./...',
    'cargo build',
  ])('does not guess what "%s" reads', (command) => {
    expect(setupInputs(command)).toBeNull();
  });
});

describe('setupPrograms', () => {
  it.each([
    ['npm ci', ['npm']],
    ['npm ci && pip install -r r.txt', ['npm', 'pip']],
    ['cd web && CI=1 LANG=C pnpm i; make -j2 | tee log', ['cd', 'pnpm', 'make', 'tee']],
    ['npm ci\nnpm rebuild & /opt/x/bin/tool || true', ['npm', '/opt/x/bin/tool', 'true']],
    ['(cd a && yarn) && ./install.sh && $TOOL', ['cd', 'yarn']],
    ['', []],
  ])('finds what "%s" starts', (command, programs) => {
    expect(setupPrograms(command)).toEqual(programs);
  });
});

describe('hasLifecycleScripts', () => {
  it('finds what an install of the project itself runs', () => {
    expect(hasLifecycleScripts('{"scripts":{"prepare":"tsc"}}')).toBe(true);
    expect(hasLifecycleScripts('{"scripts":{"postinstall":"node x"}}')).toBe(true);
    expect(hasLifecycleScripts('{"workspaces":["packages/*"]}')).toBe(true);
    expect(hasLifecycleScripts('{"dependencies":{"x":"file:../x"}}')).toBe(true);
    expect(hasLifecycleScripts('not json')).toBe(true);
    expect(hasLifecycleScripts('null')).toBe(true);
  });

  it('minds no other script', () => {
    expect(hasLifecycleScripts('{}')).toBe(false);
    expect(hasLifecycleScripts('{"scripts":{"build":"tsc","test":"vitest"},"dependencies":{"x":"^1"}}')).toBe(false);
  });
});

describe('leadsFurther', () => {
  it.each([
    ['requirements.txt', '-e .\n'],
    ['requirements.txt', 'flask\n-r more.txt\n'],
    ['requirements.txt', './vendored\n'],
    ['composer.json', '{"scripts": {"post-install-cmd": "x"}}'],
    ['Gemfile', 'gemspec\n'],
    ['pyproject.toml', 'requires = ["maturin"]'],
    ['go.mod', 'replace a => ../a'],
    ['Cargo.toml', 'a = { path = "../a" }'],
    ['pnpm-workspace.yaml', 'packages: []\n'],
    ['.pnpmfile.cjs', ''],
    ['pnpmfile.js', ''],
    ['.yarnrc.yml', 'nodeLinker: node-modules\n'],
    ['.yarnrc', 'yarn-path "bin/yarn.js"\n'],
    ['.npmrc', 'pnpmfile = tools/hooks.cjs\n'],
    ['package.json', '{"pnpm":{"patchedDependencies":{"x@1":"patches/x.patch"}}}'],
  ])('sees that %s with %j brings in other files', (file, text) => {
    expect(leadsFurther(file, text)).toBe(true);
  });

  it.each([
    ['requirements.txt', 'flask==3.0\n# -r none\n'],
    ['composer.json', '{"require": {}}'],
    ['Gemfile', "gem 'rails'\n"],
    ['pyproject.toml', '[project]\nname = "x"\n'],
    ['go.mod', 'module x\n'],
    ['.yarnrc', 'save-prefix ""\n'],
    ['.npmrc', 'fund=false\n# pnpmfile=x\n'],
    ['package-lock.json', '{"scripts":{"prepare":"x"}}'],
  ])('sees that %s with %j stands for itself', (file, text) => {
    expect(leadsFurther(file, text)).toBe(false);
  });
});

describe('setupKeyText', () => {
  const parts = {
    command: 'npm ci',
    provider: 'bubblewrap',
    image: null,
    inputs: [
      { path: 'b', id: '2' },
      { path: 'a', id: '1' },
    ],
    copied: [],
    owner: '',
    toolchain: [],
  };

  it('is the same in whatever order files are found', () => {
    expect(setupKeyText({ ...parts, inputs: parts.inputs.toReversed() })).toBe(setupKeyText(parts));
  });

  it('differs with each part', () => {
    const others = [
      { ...parts, command: 'npm i' },
      { ...parts, provider: 'docker' },
      { ...parts, image: 'x' },
      { ...parts, inputs: [] },
      { ...parts, copied: [{ path: '.env', digest: '1' }] },
      { ...parts, owner: '1:1' },
      { ...parts, toolchain: ['node 1'] },
    ];
    expect(new Set([parts, ...others].map(setupKeyText)).size).toBe(8);
  });
});
