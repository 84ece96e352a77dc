import { spawn } from 'node:child_process';
import { hostEnvironment } from '@/lib/env';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a person sits in front of a desktop of this machine. */
export function hasDesktop(environment: Environment, platform: NodeJS.Platform): boolean {
  if (environment.CI || environment.SSH_CONNECTION || environment.SSH_TTY) return false;
  return platform === 'darwin' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

export function openBrowser(url: string): void {
  if (!hasDesktop(hostEnvironment(), process.platform)) return;
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [url], { detached: true, stdio: 'ignore' });
  // No such program: the URL was printed, which is enough.
  child.once('error', () => {});
  child.unref();
}
