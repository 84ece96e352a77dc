import { spawn } from 'node:child_process';
import path from 'node:path';
import { signalProcess } from '@/lib/adapters/process/sweep';
import { hostEnvironment } from '@/lib/env';
import { UserError } from '@/lib/errors';
import { productRoot } from '@/lib/product-root';

/** Builds the pages where they are missing or old (the command line's own set-up skips them); ends early on `signal`. */
export async function ensurePages(signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [path.join(productRoot(), 'scripts', 'setup.mjs')], {
    detached: true,
    stdio: ['ignore', 2, 2],
    env: { ...hostEnvironment(), NODE_ENV: 'production' },
  });
  const kill = (): void => {
    if (child.pid) signalProcess(-child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', kill, { once: true });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  signal.removeEventListener('abort', kill);
  if (code === 0 || signal.aborted) return;
  throw new UserError({
    code: 'build_failed',
    message: 'The pages could not be built; what failed is above.',
    remedy: 'Repair it and start again. `npm run setup` does just this step.',
  });
}
