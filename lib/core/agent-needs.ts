/** What the known agents need of the outside when they are locked in: model APIs, logins, settings. Pure data. */

/** A model API that an agent finds through a variable, so that the gateway can stand in for it and set the key. */
export type ModelApi = {
  /** Names the way through the gateway, `/model/NAME/`. */
  name: string;
  baseUrlEnv: string;
  defaultUrl: string;
  /** The first that is set counts. */
  keys: { env: string; header: string; prefix: string }[];
  /** Where one of these is set, the agent uses another service, whose keys no gateway can set. */
  unlessEnv: string[];
};

/** A folder in which an agent keeps its login, its settings and its own state. */
export type AgentFolder = {
  /** Variable that moves it; `below` then lies in the folder that it names. */
  env: string | null;
  below: string;
  /** Below the home, where the variable is not set. */
  home: string;
  /** Shown read-only: files, never folders. */
  settings: string[];
  /** Shown as the one file each is, and writable, because tokens are renewed; not where a key is set. */
  logins: string[];
};

export type AgentNeeds = {
  /** Hosts of its model APIs and of renewing its login. */
  hosts: string[];
  apis: ModelApi[];
  folders: AgentFolder[];
  /** Variables that stand for a login. */
  keys: string[];
};

const NOTHING: AgentNeeds = { hosts: [], apis: [], folders: [], keys: [] };

const ANTHROPIC: ModelApi = {
  name: 'anthropic',
  baseUrlEnv: 'ANTHROPIC_BASE_URL',
  defaultUrl: 'https://api.anthropic.com',
  // In the order in which Claude Code itself prefers them.
  keys: [
    { env: 'ANTHROPIC_AUTH_TOKEN', header: 'authorization', prefix: 'Bearer ' },
    { env: 'ANTHROPIC_API_KEY', header: 'x-api-key', prefix: '' },
  ],
  unlessEnv: ['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX'],
};

const GEMINI: ModelApi = {
  name: 'gemini',
  baseUrlEnv: 'GOOGLE_GEMINI_BASE_URL',
  defaultUrl: 'https://generativelanguage.googleapis.com',
  keys: [{ env: 'GEMINI_API_KEY', header: 'x-goog-api-key', prefix: '' }],
  unlessEnv: ['GOOGLE_GENAI_USE_VERTEXAI'],
};

const OPENAI: ModelApi = {
  name: 'openai',
  baseUrlEnv: 'OPENAI_BASE_URL',
  defaultUrl: 'https://api.openai.com/v1',
  keys: [{ env: 'OPENAI_API_KEY', header: 'authorization', prefix: 'Bearer ' }],
  unlessEnv: [],
};

const NEEDS: Record<string, AgentNeeds> = {
  claude: {
    hosts: ['api.anthropic.com', 'console.anthropic.com', 'platform.claude.com', 'claude.ai'],
    apis: [ANTHROPIC],
    folders: [
      {
        env: 'CLAUDE_CONFIG_DIR',
        below: '',
        home: '.claude',
        settings: ['settings.json', 'CLAUDE.md'],
        logins: ['.credentials.json'],
      },
    ],
    keys: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
  },
  codex: {
    hosts: ['api.openai.com', 'chatgpt.com', 'auth.openai.com'],
    // It takes the address of its API from its own file of settings only, so it is given the key itself.
    apis: [],
    folders: [
      {
        env: 'CODEX_HOME',
        below: '',
        home: '.codex',
        settings: ['config.toml', 'AGENTS.md'],
        logins: ['auth.json'],
      },
    ],
    keys: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
  },
  gemini: {
    hosts: [
      'generativelanguage.googleapis.com',
      'cloudcode-pa.googleapis.com',
      'aiplatform.googleapis.com',
      'oauth2.googleapis.com',
      'accounts.google.com',
    ],
    apis: [GEMINI],
    folders: [
      {
        env: 'GEMINI_CLI_HOME',
        below: '.gemini',
        home: '.gemini',
        settings: ['settings.json', 'GEMINI.md', 'google_accounts.json'],
        logins: ['oauth_creds.json'],
      },
    ],
    keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  },
  opencode: {
    hosts: [
      'opencode.ai',
      'models.dev',
      'api.anthropic.com',
      'api.openai.com',
      'generativelanguage.googleapis.com',
      'openrouter.ai',
    ],
    apis: [],
    folders: [
      {
        env: 'XDG_CONFIG_HOME',
        below: 'opencode',
        home: '.config/opencode',
        settings: ['opencode.json', 'opencode.jsonc', 'AGENTS.md'],
        logins: [],
      },
      {
        env: 'XDG_DATA_HOME',
        below: 'opencode',
        home: '.local/share/opencode',
        settings: [],
        logins: ['auth.json'],
      },
    ],
    keys: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY', 'OPENROUTER_API_KEY'],
  },
  qwen: {
    hosts: ['dashscope.aliyuncs.com', 'dashscope-intl.aliyuncs.com', 'chat.qwen.ai', 'portal.qwen.ai'],
    apis: [OPENAI],
    folders: [
      { env: null, below: '', home: '.qwen', settings: ['settings.json', 'QWEN.md'], logins: ['oauth_creds.json'] },
    ],
    keys: ['OPENAI_API_KEY', 'DASHSCOPE_API_KEY'],
  },
  goose: {
    hosts: ['api.openai.com', 'api.anthropic.com'],
    apis: [],
    folders: [
      {
        env: 'XDG_CONFIG_HOME',
        below: 'goose',
        home: '.config/goose',
        settings: ['config.yaml', '.goosehints'],
        logins: ['secrets.yaml'],
      },
    ],
    keys: ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY'],
  },
};

/**
 * An agent that a person describes under a name of their own has the needs of the program that it starts, where that is a
 * known one; of another, nothing is known but its command and its variables.
 */
export function agentNeeds(name: string, executable = ''): AgentNeeds {
  const program = executable.slice(executable.lastIndexOf('/') + 1);
  return knownNeeds(name) ?? knownNeeds(program) ?? NOTHING;
}

function knownNeeds(name: string): AgentNeeds | undefined {
  return Object.hasOwn(NEEDS, name) ? NEEDS[name] : undefined;
}
