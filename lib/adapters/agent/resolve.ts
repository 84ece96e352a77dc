import { adapterInstallCommand, findAdapter } from '@/lib/adapters/agent/adapters';
import { findExecutable, userPath } from '@/lib/adapters/process/user-path';
import { assertNever } from '@/lib/core/assert-never';
import { COMMON_PASS_ENV, type AgentPreset, type ModelSetting } from '@/lib/core/agent-preset';
import { AGENT_PRESETS, findPreset } from '@/lib/core/agents';
import type { AgentOverride } from '@/lib/core/experiment';
import type { Failure } from '@/lib/core/failure';
import { err, ok, type Result } from '@/lib/core/result';
import { hostEnvironment } from '@/lib/env';
import type { ResolvedAgent } from '@/lib/schemas/agent-catalog';
import type { AcpDriver, CommandDriver } from '@/lib/schemas/runner';

export type ResolveAgent = {
  name: string;
  override: AgentOverride | null;
  model: string | null;
  adaptersDir: string;
  /** Program and arguments of the demo agent. */
  demoCommand: string[];
};

/** Turns a preset, changed or replaced by what the experiment says, into what a runner can start. */
export async function resolveAgent(input: ResolveAgent): Promise<Result<ResolvedAgent, Failure>> {
  const preset = findPreset(input.name);
  const { override } = input;
  const model = input.model ?? override?.model ?? null;
  if (override?.command) return resolveCommand(input, override, model);
  if (!preset) return err(unknownAgent(input.name));
  const driver = override?.driver ?? preset.driver;
  const base = {
    env: { ...preset.env, ...(process.getuid?.() === 0 ? preset.rootEnv : {}) },
    passEnv: [...COMMON_PASS_ENV, ...preset.passEnv, ...(override?.passEnv ?? [])],
  };
  const executable = await findPresetExecutable(preset, input);
  if (!executable.ok) return executable;
  const made =
    driver === 'acp'
      ? await acpParts({ preset, input, executable: executable.value, model })
      : commandParts({ preset, input, executable: executable.value, model });
  if (!made.ok) return made;
  const env = { ...base.env, ...made.value.env, ...override?.env };
  return ok({ driver: made.value.driver, env, passEnv: base.passEnv });
}

type Parts = { driver: CommandDriver | AcpDriver; env: Record<string, string> };
type MakeParts = { preset: AgentPreset; input: ResolveAgent; executable: string[]; model: string | null };

async function acpParts({ preset, input, executable, model }: MakeParts): Promise<Result<Parts, Failure>> {
  const { acp } = preset;
  if (!acp) return err(noDriver(preset, 'acp'));
  const setting = modelParts(acp.model, model);
  const rest = { bypassMode: acp.bypassMode, config: setting.config, resumeSessionId: null };
  if (!acp.adapter) {
    const argv = [...executable, ...acp.args, ...setting.args];
    return ok({ driver: { type: 'acp', argv, ...rest }, env: { ...acp.env, ...setting.env } });
  }
  const adapter = await findAdapter(input.adaptersDir, acp.adapter);
  if (!adapter) {
    return err({
      type: 'agent_missing',
      message: `The adapter through which Bakeoff drives ${preset.title} is not installed.`,
      remedy: `Install it on the agents page, or run: ${adapterInstallCommand(input.adaptersDir, acp.adapter)}`,
    });
  }
  const argv = [process.execPath, adapter, ...acp.args, ...setting.args];
  const env = { ...acp.env, ...setting.env, [acp.adapter.executableEnv]: executable[0] ?? '' };
  return ok({ driver: { type: 'acp', argv, ...rest }, env });
}

function commandParts({ preset, input, executable, model }: MakeParts): Result<Parts, Failure> {
  const { command } = preset;
  if (!command) return err(noDriver(preset, 'command'));
  const setting = modelParts(command.model, model);
  const args = [...command.args.slice(0, command.leading), ...setting.args, ...command.args.slice(command.leading)];
  const driver = commandDriver([...executable, ...args], input.override?.output ?? command.dialect);
  return ok({ driver, env: setting.env });
}

async function resolveCommand(
  input: ResolveAgent,
  override: AgentOverride,
  model: string | null,
): Promise<Result<ResolvedAgent, Failure>> {
  const preset = findPreset(input.name);
  const [program = '', ...args] = (override.command ?? []).map((arg) => arg.replaceAll('{model}', () => model ?? ''));
  const wanted = override.executable ?? program;
  const env = { ...preset?.env, ...override.env };
  const executable = await findExecutable(wanted, searchPath(override));
  if (executable === null) {
    return err({
      type: 'agent_missing',
      message: `The program ${wanted} of the agent ${input.name} was not found.`,
      remedy: 'Install it, or give its absolute path as the first word of the command.',
    });
  }
  const argv = [executable, ...args];
  const driver: CommandDriver | AcpDriver =
    override.driver === 'acp'
      ? {
          type: 'acp',
          argv,
          bypassMode: preset?.acp?.bypassMode ?? null,
          config: model === null ? {} : { model },
          resumeSessionId: null,
        }
      : commandDriver(argv, override.output ?? 'text');
  return ok({ driver, env, passEnv: [...COMMON_PASS_ENV, ...(preset?.passEnv ?? []), ...override.passEnv] });
}

function commandDriver(argv: string[], dialect: CommandDriver['dialect']): CommandDriver {
  const takesPrompt = argv.some((arg) => arg.includes('{prompt}') || arg.includes('{promptFile}'));
  return { type: 'command', argv, dialect, stdin: takesPrompt ? 'none' : 'prompt' };
}

function modelParts(
  setting: ModelSetting,
  model: string | null,
): { args: string[]; env: Record<string, string>; config: Record<string, string> } {
  const none = { args: [], env: {}, config: {} };
  if (model === null) return none;
  switch (setting.by) {
    case 'args':
      return { ...none, args: setting.args.map((arg) => arg.replaceAll('{model}', () => model)) };
    case 'env':
      return { ...none, env: { [setting.name]: model } };
    case 'config':
      return { ...none, config: { [setting.id]: model } };
    default:
      return assertNever(setting);
  }
}

/** The PATH that the agent will have; what the experiment sets goes first. */
function searchPath(override: AgentOverride | null): string {
  return userPath({ ...hostEnvironment(), ...override?.env });
}

/** Where the CLI of a preset is on this host; null where it is not installed. */
export async function locatePreset(preset: AgentPreset, override: AgentOverride | null): Promise<string | null> {
  const names = override?.executable ? [override.executable] : preset.executables;
  for (const name of names) {
    const found = await findExecutable(name, searchPath(override));
    if (found !== null) return found;
  }
  return null;
}

async function findPresetExecutable(preset: AgentPreset, input: ResolveAgent): Promise<Result<string[], Failure>> {
  if (preset.executables.length === 0 && !input.override?.executable) return ok(input.demoCommand);
  const found = await locatePreset(preset, input.override);
  if (found !== null) return ok([found]);
  const wanted = input.override?.executable ?? preset.executables.join(' or ');
  return err({
    type: 'agent_missing',
    message: `${preset.title} was not found on this computer (looked for ${wanted}).`,
    remedy: `Install it (${preset.install}), or name its program under \`agents: ${preset.name}: executable\`.`,
  });
}

function unknownAgent(name: string): Failure {
  const known = AGENT_PRESETS.map((preset) => preset.name).join(', ');
  return {
    type: 'agent_missing',
    message: `There is no agent called ${name}.`,
    remedy: `Use one of ${known}, or describe it under \`agents: ${name}: command\`.`,
  };
}

function noDriver(preset: AgentPreset, driver: 'acp' | 'command'): Failure {
  return {
    type: 'agent_missing',
    message: `${preset.title} has no ${driver} driver.`,
    remedy: `Leave out \`agents: ${preset.name}: driver\`, or give it a \`command\`.`,
  };
}
