import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import { mayShow, type Forbidden } from '@/lib/adapters/agent/reach-places';
import { folderVariables, loginMounts } from '@/lib/adapters/agent/reach-logins';
import { hostsToReach, injectKeys } from '@/lib/adapters/agent/reach-network';
import { findPrograms, withoutCovered } from '@/lib/adapters/agent/reach-programs';
import { agentNeeds, type AgentNeeds } from '@/lib/core/agent-needs';
import { findPreset } from '@/lib/core/agents';
import type { SandboxMount } from '@/lib/core/sandbox';
import type { AgentReach, ResolvedAgent } from '@/lib/schemas/agent-catalog';

type Env = Readonly<Record<string, string>>;

export type ReachInput = {
  name: string;
  agent: ResolvedAgent;
  /** What it would get on the host. */
  env: Env;
  /** What the sandbox gives everything. */
  inside: Env;
  /** The folder of the adapters, in the data folder. */
  adapters: string;
};

/** The sandbox's own, whatever the person's terminal says; the bridge sets the proxies. */
const OF_THE_SANDBOX =
  /^(?:HOME|PATH|PWD|OLDPWD|TMPDIR|TEMP|TMP|USER|LOGNAME|SHELL|XDG_.*|(?:HTTPS?|ALL|NO)_PROXY|NODE_USE_ENV_PROXY|BAKEOFF_RUN_ID)$/i;
/** Values are files of the host that the agent reads. */
const FILE_VARIABLES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'GOOGLE_APPLICATION_CREDENTIALS', 'OPENCODE_CONFIG'];

/** What an agent needs of the host and of the network to work while it is locked in. */
export async function reachOf(input: ReachInput): Promise<AgentReach> {
  const needs = agentNeeds(input.name, input.agent.driver.argv[0]);
  const forbidden: Forbidden = {
    home: input.env.HOME ?? null,
    data: path.dirname(input.adapters),
    adapters: input.adapters,
  };
  const homeInside = input.inside.HOME ?? '/home/agent';
  const { argv } = input.agent.driver;
  const executable = executableVariable(input);
  const files = [...argv, executable?.value ?? ''].filter((text) => path.isAbsolute(text));
  const programs = await findPrograms(files, { env: input.env, forbidden, homeInside });
  const logins = await loginMounts(needs, input.env, homeInside);
  const own = ownEnvironment(input, needs);
  const injected = injectKeys(needs, own);
  const real = (text: string): string => programs.realPaths.get(text) ?? text;
  const env = {
    ...input.inside,
    ...own,
    ...injected.env,
    ...(executable ? { [executable.name]: real(executable.value) } : {}),
    PATH: withFolders(input.inside.PATH ?? '', programs.folders),
  };
  const given = await givenMounts(argv, env, forbidden);
  const { upstreams } = injected;
  return {
    argv: argv.map(real),
    mounts: [...withoutCovered([...programs.mounts, ...given]), ...logins.mounts],
    hosts: await hostsToReach({ needs, env: { ...own, ...injected.env }, upstreams, settings: logins.settings }),
    upstreams,
    env,
  };
}

/** What the sandbox has already stays in its order; what it lacks goes first, as on the host. */
function withFolders(searchPath: string, folders: readonly string[]): string {
  const known = searchPath.split(':').filter(Boolean);
  return [...folders.filter((folder) => !known.includes(folder)), ...known].join(':');
}

/** Of the variables that it would have on the host: those meant for it, without the host's own folders. */
function ownEnvironment({ agent, env }: ReachInput, needs: AgentNeeds): Record<string, string> {
  const names = [...agent.passEnv, ...Object.keys(agent.env)];
  const moved = folderVariables(needs);
  const kept = names.filter((name) => !OF_THE_SANDBOX.test(name) && !moved.includes(name));
  return Object.fromEntries(kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** The variable by which an adapter is told where the person's own CLI is. */
function executableVariable({ name, agent }: ReachInput): { name: string; value: string } | null {
  const variable = findPreset(name)?.acp?.adapter?.executableEnv;
  const value = variable === undefined ? undefined : agent.env[variable];
  return variable !== undefined && value !== undefined && path.isAbsolute(value) ? { name: variable, value } : null;
}

/** Folders among the arguments, and files that variables name: read-only where they are, but no project and no home. */
async function givenMounts(argv: readonly string[], env: Env, forbidden: Forbidden): Promise<SandboxMount[]> {
  const found = await Promise.all(
    [...argv.slice(1), ...FILE_VARIABLES.flatMap((name) => env[name] ?? [])].map(async (given) => {
      if (!path.isAbsolute(given) || !mayShow(path.normalize(given), forbidden)) return [];
      const kind = await stat(given).catch(() => null);
      // A link may lead to what must not be shown.
      const isPlain = kind !== null && !(await lstat(given)).isSymbolicLink();
      const isWanted = isPlain && (kind.isDirectory() || (kind.isFile() && !argv.includes(given)));
      return isWanted ? [{ source: given, target: given, mode: 'ro' as const }] : [];
    }),
  );
  return found.flat();
}
