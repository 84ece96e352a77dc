import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findExecutable, userPath } from '@/lib/adapters/process/user-path';
import { runProgram } from '@/lib/adapters/process/run-program';
import type { AcpPreset } from '@/lib/core/agent-preset';
import { AGENT_PRESETS, findPreset } from '@/lib/core/agents';
import type { Failure } from '@/lib/core/failure';
import { err, ok, type Result } from '@/lib/core/result';
import { hostEnvironment } from '@/lib/env';
import { parseJsonFile } from '@/lib/adapters/agent/package-version';

type Adapter = NonNullable<AcpPreset['adapter']>;

const INSTALL_TIMEOUT_MS = 300_000;

/** Each adapter has a folder of its own, so that installing one never changes another that a run is using. */
function adapterDir(adaptersDir: string, adapter: Adapter): string {
  const name = adapter.package.split('/').at(-1) ?? adapter.package;
  return path.join(adaptersDir, `${name}-${adapter.version}`);
}

/** The program of an installed adapter of exactly the wanted version, or null. */
export async function findAdapter(adaptersDir: string, adapter: Adapter): Promise<string | null> {
  const root = path.join(adapterDir(adaptersDir, adapter), 'node_modules', adapter.package);
  const entry = path.join(root, adapter.entry);
  const found = await parseJsonFile(path.join(root, 'package.json'));
  if (found?.version !== adapter.version) return null;
  return access(entry).then(
    () => entry,
    () => null,
  );
}

/** The command that installs an adapter, for people. */
export function adapterInstallCommand(adaptersDir: string, adapter: Adapter): string {
  const dir = adapterDir(adaptersDir, adapter);
  return ['npm', ...installArgs(adapter), '--prefix', JSON.stringify(dir)].join(' ');
}

/**
 * Without scripts, and without the optional parts, which hold a second copy of the agent's CLI of hundreds of megabytes:
 * the user's own is used.
 */
function installArgs(adapter: Adapter): string[] {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return [
    'install',
    `${adapter.package}@${adapter.version}`,
    '--save-exact',
    '--omit=optional',
    '--ignore-scripts',
    ...quiet,
  ];
}

/** Installs the adapter of an agent, where it needs one and does not have it yet. */
export async function installAdapter(
  name: string,
  adaptersDir: string,
  onOutput: (text: string) => void,
): Promise<Result<null, Failure>> {
  const preset = findPreset(name);
  if (!preset) {
    const known = AGENT_PRESETS.filter((item) => item.acp?.adapter).map((item) => item.name);
    return err(installFailure(`There is no adapter for ${name}.`, `Agents with an adapter: ${known.join(', ')}.`));
  }
  const adapter = preset.acp?.adapter;
  if (!adapter || (await findAdapter(adaptersDir, adapter))) return ok(null);
  const dir = adapterDir(adaptersDir, adapter);
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'package.json'), '{ "private": true }\n', { flag: 'wx' }).catch(ignoreExisting);
  const host = hostEnvironment();
  const searchPath = userPath(host);
  const npm = await findExecutable('npm', searchPath);
  if (!npm) return err(installFailure('npm was not found.', 'Install npm (it comes with Node.js), then try again.'));
  const result = await runProgram({
    argv: [npm, ...installArgs(adapter)],
    cwd: dir,
    env: { ...npmEnvironment(host), PATH: searchPath },
    timeoutMs: INSTALL_TIMEOUT_MS,
    onOutput,
  });
  if (result.exitCode === 0 && (await findAdapter(adaptersDir, adapter))) return ok(null);
  const last = result.output.trim().split('\n').slice(-3).join(' ').slice(0, 400);
  const command = adapterInstallCommand(adaptersDir, adapter);
  return err(
    installFailure(`The adapter ${adapter.package} could not be installed: ${last}`, `Run it yourself: ${command}`),
  );
}

function installFailure(message: string, remedy: string): Failure {
  return { type: 'agent_missing', message, remedy };
}

function ignoreExisting(cause: unknown): void {
  if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
}

/** npm finds its registry, proxy and cache through these. */
function npmEnvironment(host: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const wanted = /^(HOME|TMPDIR|LANG|npm_config_.*|https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_file)$/i;
  return Object.fromEntries(
    Object.entries(host).flatMap(([name, value]) => (wanted.test(name) && value !== undefined ? [[name, value]] : [])),
  );
}
