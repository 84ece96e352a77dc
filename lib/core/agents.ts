/** The agents that the product knows by name. Pure data: how each is found, started, logged in and told to work alone. */
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

const claude: AgentPreset = {
  name: 'claude',
  title: 'Claude Code',
  executables: ['claude'],
  packageName: '@anthropic-ai/claude-code',
  driver: 'acp',
  acp: {
    adapter: {
      package: '@agentclientprotocol/claude-agent-acp',
      version: '0.100.0',
      entry: 'dist/index.js',
      executableEnv: 'CLAUDE_CODE_EXECUTABLE',
    },
    args: [],
    bypassMode: 'bypassPermissions',
    model: { by: 'env', name: 'ANTHROPIC_MODEL' },
    env: {},
  },
  command: {
    args: ['-p', '--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'],
    model: { by: 'args', args: ['--model', '{model}'] },
    leading: 1,
    dialect: 'claude-stream-json',
  },
  env: {
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    CLAUDE_CODE_MAX_RETRIES: '3',
  },
  rootEnv: { IS_SANDBOX: '1' },
  passEnv: [
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'ANTHROPIC_BASE_URL',
    'ANTHROPIC_MODEL',
    'ANTHROPIC_SMALL_FAST_MODEL',
    'CLAUDE_CODE_OAUTH_TOKEN',
    'CLAUDE_CODE_USE_BEDROCK',
    'CLAUDE_CODE_USE_VERTEX',
    'CLAUDE_CONFIG_DIR',
  ],
  install: 'npm install -g @anthropic-ai/claude-code',
  login: 'Run `claude` once and log in, or set ANTHROPIC_API_KEY.',
  models: ['sonnet', 'opus', 'haiku'],
};

const codex: AgentPreset = {
  name: 'codex',
  title: 'Codex',
  executables: ['codex'],
  packageName: '@openai/codex',
  driver: 'acp',
  acp: {
    adapter: {
      package: '@agentclientprotocol/codex-acp',
      version: '2.6.0',
      entry: 'dist/index.js',
      executableEnv: 'CODEX_PATH',
    },
    args: [],
    bypassMode: 'agent-full-access',
    model: { by: 'config', id: 'model' },
    env: { CODEX_CONFIG: '{"features":{"plugins":false,"apps":false}}', NO_BROWSER: '1' },
  },
  command: {
    args: [
      'exec',
      '--json',
      '--dangerously-bypass-approvals-and-sandbox',
      '--skip-git-repo-check',
      '--disable',
      'plugins',
      '--disable',
      'apps',
      '-',
    ],
    model: { by: 'args', args: ['-m', '{model}'] },
    leading: 1,
    dialect: 'codex-jsonl',
  },
  env: {},
  rootEnv: {},
  passEnv: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'CODEX_API_KEY', 'CODEX_HOME'],
  install: 'npm install -g @openai/codex',
  login: 'Run `codex login`, or set OPENAI_API_KEY.',
  models: ['gpt-5.5', 'gpt-6-sol', 'gpt-6-luna'],
};

const gemini: AgentPreset = {
  name: 'gemini',
  title: 'Gemini CLI',
  executables: ['gemini'],
  packageName: '@google/gemini-cli',
  driver: 'acp',
  acp: {
    adapter: null,
    args: ['--acp'],
    bypassMode: 'yolo',
    model: { by: 'args', args: ['-m', '{model}'] },
    env: {},
  },
  command: {
    args: ['--output-format', 'stream-json', '--yolo', '--prompt={prompt}'],
    model: { by: 'args', args: ['-m', '{model}'] },
    leading: 0,
    dialect: 'gemini-stream-json',
  },
  // Without NO_RELAUNCH it starts itself again as a child, and the parent swallows SIGTERM.
  env: { GEMINI_CLI_NO_RELAUNCH: 'true', GEMINI_CLI_TRUST_WORKSPACE: 'true', GEMINI_TELEMETRY_ENABLED: 'false' },
  rootEnv: {},
  passEnv: [
    'GEMINI_API_KEY',
    'GOOGLE_API_KEY',
    'GOOGLE_GEMINI_BASE_URL',
    'GOOGLE_GENAI_USE_VERTEXAI',
    'GOOGLE_CLOUD_PROJECT',
    'GOOGLE_CLOUD_LOCATION',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'GEMINI_CLI_HOME',
  ],
  install: 'npm install -g @google/gemini-cli',
  login: 'Run `gemini` once and log in, or set GEMINI_API_KEY.',
  models: ['gemini-2.5-pro', 'gemini-2.5-flash'],
};

const opencode: AgentPreset = {
  name: 'opencode',
  title: 'OpenCode',
  executables: ['opencode'],
  packageName: 'opencode-ai',
  driver: 'acp',
  acp: { adapter: null, args: ['acp'], bypassMode: null, model: { by: 'config', id: 'model' }, env: {} },
  command: {
    // The prompt goes to standard input: as an argument its quotes come out escaped.
    args: ['run', '--format', 'json', '--auto'],
    model: { by: 'args', args: ['-m', '{model}'] },
    leading: 1,
    dialect: 'opencode-json',
  },
  env: {
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_SHARE: '1',
  },
  rootEnv: {},
  passEnv: [
    'OPENCODE_CONFIG',
    'OPENCODE_CONFIG_CONTENT',
    'OPENCODE_DISABLE_MODELS_FETCH',
    'OPENCODE_DISABLE_DEFAULT_PLUGINS',
    'ANTHROPIC_API_KEY',
    'OPENAI_API_KEY',
    'GEMINI_API_KEY',
    'OPENROUTER_API_KEY',
  ],
  install: 'npm install -g opencode-ai',
  login: 'Run `opencode auth login`.',
  models: [],
};

const qwen: AgentPreset = {
  name: 'qwen',
  title: 'Qwen Code',
  executables: ['qwen'],
  packageName: '@qwen-code/qwen-code',
  driver: 'acp',
  acp: {
    adapter: null,
    args: ['--acp'],
    bypassMode: 'yolo',
    model: { by: 'args', args: ['-m', '{model}'] },
    env: {},
  },
  command: {
    args: ['--output-format', 'stream-json', '--yolo', '--prompt={prompt}'],
    model: { by: 'args', args: ['-m', '{model}'] },
    leading: 0,
    dialect: 'claude-stream-json',
  },
  env: { QWEN_CODE_NO_RELAUNCH: '1', QWEN_CODE_SUPPRESS_YOLO_WARNING: '1' },
  rootEnv: {},
  passEnv: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL', 'DASHSCOPE_API_KEY'],
  install: 'npm install -g @qwen-code/qwen-code',
  login: 'Run `qwen` once and log in, or set OPENAI_API_KEY and OPENAI_BASE_URL.',
  models: [],
};

const goose: AgentPreset = {
  name: 'goose',
  title: 'goose',
  executables: ['goose'],
  packageName: null,
  driver: 'acp',
  acp: {
    adapter: null,
    args: ['acp', '--with-builtin', 'developer'],
    bypassMode: 'auto',
    model: { by: 'env', name: 'GOOSE_MODEL' },
    env: { GOOSE_MODE: 'auto' },
  },
  command: null,
  env: { GOOSE_TELEMETRY_ENABLED: 'false' },
  rootEnv: {},
  passEnv: [
    'GOOSE_PROVIDER',
    'GOOSE_MODEL',
    'GOOSE_DISABLE_KEYRING',
    'OPENAI_API_KEY',
    'OPENAI_HOST',
    'ANTHROPIC_API_KEY',
  ],
  install: 'See the installation page of goose (block.github.io/goose).',
  login: 'Run `goose configure`.',
  models: [],
};

const demo: AgentPreset = {
  name: 'demo',
  title: 'Demo agent',
  executables: [],
  packageName: null,
  driver: 'command',
  acp: null,
  command: {
    args: ['{promptFile}'],
    model: { by: 'env', name: 'DEMO_MODEL' },
    leading: 0,
    dialect: 'claude-stream-json',
  },
  env: {},
  rootEnv: {},
  passEnv: ['BAKEOFF_DEMO_SPEED'],
  install: 'Comes with Bakeoff.',
  login: 'Needs no account.',
  models: [],
};

export const AGENT_PRESETS: readonly AgentPreset[] = [claude, codex, gemini, opencode, qwen, goose, demo];

export function findPreset(name: string): AgentPreset | null {
  return AGENT_PRESETS.find((preset) => preset.name === name) ?? null;
}
