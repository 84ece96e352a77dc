import { adapterInstallCommand, findAdapter } from '@/lib/adapters/agent/adapters';
import { packageVersion } from '@/lib/adapters/agent/package-version';
import { locatePreset } from '@/lib/adapters/agent/resolve';
import { runProgram } from '@/lib/adapters/process/run-program';
import { userPath } from '@/lib/adapters/process/user-path';
import type { AgentPreset } from '@/lib/core/agent-preset';
import { AGENT_PRESETS } from '@/lib/core/agents';
import { hostEnvironment } from '@/lib/env';
import type { AgentView } from '@/lib/schemas/view';

const VERSION_TIMEOUT_MS = 4000;

/** Which agents this host has, in the order of the presets. Starts a CLI only where its package does not tell its version. */
export async function detectAgents(paths: { adapters: string }): Promise<AgentView[]> {
  return Promise.all(AGENT_PRESETS.map((preset) => detect(preset, paths.adapters)));
}

async function detect(preset: AgentPreset, adaptersDir: string): Promise<AgentView> {
  const view = {
    name: preset.name,
    title: preset.title,
    driver: preset.driver,
    login: preset.login,
    models: preset.models,
    passEnv: preset.passEnv,
  };
  if (preset.executables.length === 0) {
    return { ...view, status: 'ready', executable: null, version: null, install: preset.install };
  }
  const executable = await locatePreset(preset, null);
  if (executable === null) return { ...view, status: 'missing', executable, version: null, install: preset.install };
  const version = await findVersion(preset, executable);
  const adapter = preset.acp?.adapter;
  if (!adapter || (await findAdapter(adaptersDir, adapter))) {
    return { ...view, status: 'ready', executable, version, install: preset.install };
  }
  const install = adapterInstallCommand(adaptersDir, adapter);
  return { ...view, status: 'adapter_missing', executable, version, install };
}

async function findVersion(preset: AgentPreset, executable: string): Promise<string | null> {
  const known = preset.packageName === null ? null : await packageVersion(executable, preset.packageName);
  if (known !== null) return known;
  const host = hostEnvironment();
  const result = await runProgram({
    argv: [executable, '--version'],
    cwd: '/',
    env: { PATH: userPath(host), HOME: host.HOME ?? '/', TERM: 'dumb', ...preset.env },
    timeoutMs: VERSION_TIMEOUT_MS,
    maxOutput: 2000,
  });
  return /\d+\.\d+(?:\.\d+)?(?:[-+.][\w.]+)?/.exec(result.output)?.[0] ?? null;
}
