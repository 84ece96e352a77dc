import 'server-only';
import { statfs } from 'node:fs/promises';
import { agentCheck, type Check, diskCheck, pass, sandboxChecks } from '@/lib/schemas/checks';
import { authorise } from '@/lib/server/auth';
import { composed } from '@/lib/server/container';

/** What `bakeoff doctor` says, from inside the server. That it answers shows that its database does. */
export async function examineHost(): Promise<{ healthy: boolean; checks: Check[] }> {
  await authorise();
  const { bakeoff, deps } = await composed();
  const { home } = deps.paths;
  const [git, disk, host, agents] = await Promise.all([
    deps.git.version(),
    statfs(home),
    bakeoff.host.refresh(),
    bakeoff.agents.refresh(),
  ]);
  const checks = [
    pass('node', process.version),
    gitCheck(git),
    diskCheck(home, disk.bavail * disk.bsize),
    pass('database', 'answers'),
    ...sandboxChecks(host),
    ...agents.map(agentCheck),
  ];
  return { healthy: checks.every((check) => check.status !== 'failed'), checks };
}

function gitCheck(version: string | null): Check {
  if (version !== null) return pass('git', version);
  return {
    name: 'git',
    status: 'failed',
    detail: 'not found, or older than 2.38',
    remedy: 'Install git 2.38 or newer.',
  };
}
