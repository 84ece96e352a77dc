/** What makes the real CLIs talk to the model server instead of their vendor, with nothing of the person's own set-up. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentClis } from '@/e2e/real-agents/agent-clis';
import { AGENT_PRESETS } from '@/lib/core/agents';
import type { ExperimentFile } from '@/lib/schemas/experiment-file';

/** One entry below `agents:` of an experiment file. */
type AgentSettings = NonNullable<ExperimentFile['agents']>[string];

export type RealAgents = {
  /** For `agents:` of an experiment file. */
  agents: { claude: AgentSettings; codex: AgentSettings };
  /** For the product's own process instead: the presets find the CLIs on the PATH and pass the rest on. */
  env: Record<string, string>;
};

export type PrepareOptions = {
  modelServerUrl: string;
  /** Takes the homes of the CLIs; one for each test, and made if missing. */
  dir: string;
  clis: AgentClis;
  driver?: 'acp' | 'command';
};

/** Not a secret, and recognisable where it should not turn up. */
export const DUMMY_KEY = 'dummy-key-of-the-model-server';

export async function prepareRealAgents(options: PrepareOptions): Promise<RealAgents> {
  const { clis, driver = 'acp' } = options;
  const claudeEnv = await prepareClaude(options);
  const codexEnv = await prepareCodex(options);
  const folders = new Set([path.dirname(clis.claude), path.dirname(clis.codex)]);
  return {
    agents: {
      claude: { driver, executable: clis.claude, env: claudeEnv },
      codex: { driver, executable: clis.codex, env: codexEnv },
    },
    env: { ...claudeEnv, ...codexEnv, PATH: [...folders, process.env.PATH ?? ''].join(path.delimiter) },
  };
}

/**
 * Puts the ACP adapters of the cache where the product looks for its own (`adapters` in the data folder), so that a test
 * installs nothing.
 */
export async function linkAdapters(clis: AgentClis, adaptersDir: string): Promise<void> {
  const modules = path.resolve(path.dirname(clis.claudeAcp), '..');
  for (const name of ['claude', 'codex']) {
    const adapter = AGENT_PRESETS.find((preset) => preset.name === name)?.acp?.adapter;
    if (!adapter) throw new Error(`the preset ${name} has no adapter`);
    const dir = path.join(adaptersDir, `${path.basename(adapter.package)}-${adapter.version}`);
    await mkdir(dir, { recursive: true });
    await symlink(modules, path.join(dir, 'node_modules'));
  }
}

async function prepareClaude({ modelServerUrl, dir }: PrepareOptions): Promise<Record<string, string>> {
  const configDir = path.join(dir, 'claude');
  await mkdir(configDir, { recursive: true });
  return {
    ANTHROPIC_BASE_URL: modelServerUrl,
    ANTHROPIC_API_KEY: DUMMY_KEY,
    CLAUDE_CONFIG_DIR: configDir,
    // Ten retries with growing pauses are the default, which is minutes for a scripted failure.
    CLAUDE_CODE_MAX_RETRIES: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    // Claude Code refuses to work without asking as root, except in what it believes to be a sandbox.
    ...(process.getuid?.() === 0 ? { IS_SANDBOX: '1' } : {}),
  };
}

async function prepareCodex({ modelServerUrl, dir }: PrepareOptions): Promise<Record<string, string>> {
  const home = path.join(dir, 'codex');
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'config.toml'), codexConfig(modelServerUrl));
  return { CODEX_HOME: home, OPENAI_API_KEY: DUMMY_KEY };
}

/** The model must be one that this Codex knows: it offers no patch tool to others. */
const codexConfig = (modelServerUrl: string): string => `model = "gpt-5.5"
model_provider = "scripted"
check_for_update_on_startup = false

[analytics]
enabled = false

[features]
plugins = false
apps = false

[model_providers.scripted]
name = "scripted"
base_url = "${modelServerUrl}/v1"
wire_api = "responses"
env_key = "OPENAI_API_KEY"
request_max_retries = 1
stream_max_retries = 1
`;
