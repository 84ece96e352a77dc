/** What the product has to know of a coding agent to find it, start it and tell it to work alone. */
import type { OutputDialect } from './experiment';

export type AcpPreset = {
  /** An npm package that speaks ACP for the user's own CLI; null: the CLI speaks it itself. */
  adapter: {
    package: string;
    version: string;
    /** The program's file in the package. */
    entry: string;
    /** Variable by which it is told where the user's CLI is. */
    executableEnv: string;
  } | null;
  args: string[];
  bypassMode: string | null;
  model: ModelSetting;
  env: Record<string, string>;
};

/** How a model is chosen: by arguments (`{model}`), a variable, or one of the session's options. */
export type ModelSetting = { by: 'args'; args: string[] } | { by: 'env'; name: string } | { by: 'config'; id: string };

export type CommandPreset = {
  /** After the executable; `{prompt}` and `{promptFile}` are replaced, without either the prompt goes to standard input. */
  args: string[];
  /** Put in front of `args` where a model was chosen, after the first `leading` of them. */
  model: ModelSetting;
  leading: number;
  dialect: OutputDialect;
};

export type AgentPreset = {
  name: string;
  title: string;
  /** File names of the CLI on the PATH, the first that is found counts. Empty: the product brings it along. */
  executables: string[];
  /** The npm package of the CLI; its version is read from there without starting anything. */
  packageName: string | null;
  driver: 'acp' | 'command';
  acp: AcpPreset | null;
  command: CommandPreset | null;
  env: Record<string, string>;
  /** Added where the product runs as root, which some agents refuse otherwise. */
  rootEnv: Record<string, string>;
  passEnv: string[];
  install: string;
  login: string;
  models: string[];
};

/** Where an agent reaches the network through a proxy, and where it keeps its settings. Every agent may see these. */
export const COMMON_PASS_ENV: readonly string[] = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'XDG_STATE_HOME',
];
