import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { AgentFolder, AgentNeeds } from '@/lib/core/agent-needs';
import type { SandboxMount } from '@/lib/core/sandbox';

type Env = Readonly<Record<string, string>>;

export type Logins = {
  mounts: SandboxMount[];
  /** What the settings say, for the hosts that they name. */
  settings: string[];
};

const MAX_SETTINGS_BYTES = 256 * 1024;

/** An agent's settings and login, file by file: its folder inside is its own, with room for its state. */
export async function loginMounts(needs: AgentNeeds, env: Env, homeInside: string): Promise<Logins> {
  const hasKey = needs.keys.some((name) => env[name]);
  const parts = await Promise.all(
    needs.folders.map(async (folder) => {
      const from = hostFolder(folder, env);
      if (from === null) return { mounts: [], settings: [] };
      const to = path.posix.join(homeInside, folder.home);
      const settings = await mountsOf({ from, to, names: folder.settings, mode: 'ro' });
      const logins = hasKey ? [] : await mountsOf({ from, to, names: folder.logins, mode: 'rw' });
      const texts = await Promise.all(settings.map(({ source }) => readShort(source)));
      return { mounts: [...settings, ...logins], settings: texts };
    }),
  );
  return { mounts: parts.flatMap(({ mounts }) => mounts), settings: parts.flatMap(({ settings }) => settings) };
}

/** Variables that name a folder of the host; inside, every folder is where the agent looks without them. */
export function folderVariables(needs: AgentNeeds): string[] {
  return needs.folders.flatMap(({ env }) => env ?? []);
}

function hostFolder(folder: AgentFolder, env: Env): string | null {
  const given = folder.env === null ? undefined : env[folder.env];
  if (given && path.isAbsolute(given)) return path.join(given, folder.below);
  return env.HOME ? path.join(env.HOME, folder.home) : null;
}

async function mountsOf(input: {
  from: string;
  to: string;
  names: string[];
  mode: SandboxMount['mode'];
}): Promise<SandboxMount[]> {
  const found = await Promise.all(
    input.names.map(async (name) => {
      const source = await realpath(path.join(input.from, name)).catch(() => null);
      const isFile = source !== null && (await stat(source)).isFile();
      return isFile ? [{ source, target: path.posix.join(input.to, name), mode: input.mode }] : [];
    }),
  );
  return found.flat();
}

async function readShort(file: string): Promise<string> {
  const { size } = await stat(file);
  return size > MAX_SETTINGS_BYTES ? '' : readFile(file, 'utf8').catch(() => '');
}
