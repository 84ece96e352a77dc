/** The agents that the product knows by name. Pure data. */
import type { AgentPreset } from './agent-preset';

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
