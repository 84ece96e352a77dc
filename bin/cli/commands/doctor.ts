import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import { agentCheck, type Check, diskCheck, pass, sandboxChecks } from '@/lib/schemas/checks';
import type { Common } from '@/bin/cli/commands/read';
import type { Outcome } from '@/bin/cli/outcome';
import { type Session, withSession } from '@/bin/cli/session';
import { table } from '@/bin/cli/tables';
import { plain } from '@/lib/core/plain-text';
import { env } from '@/lib/env';
import { errorMessage, UserError } from '@/lib/errors';
import { homePaths } from '@/lib/paths';
import { checkWritable } from '@/workers/supervisor/checks';
import { readUpState } from '@/workers/supervisor/state';

const run = promisify(execFile);

/** Looks at everything a run needs. Only what keeps all runs from working is a failure. */
export async function doctorCommand(common: Common): Promise<Outcome> {
  const checks = [
    pass('node', process.version),
    await guard('git', checkGit),
    await guard('data folder', () => checkFolder(common.home)),
    await guard('server', () => checkServer(common.home)),
  ];
  const database = await guard('database', () => withSession(common, (session) => checkDatabase(session, checks)));
  checks.splice(3, 0, database);
  const isHealthy = checks.every((check) => check.status !== 'failed');
  const rows = checks.map((check) => [MARKS[check.status], check.name, plain(check.detail)]);
  const advice = checks.filter((check) => check.remedy !== '').map((check) => `${check.name}: ${plain(check.remedy)}`);
  const text = [table(['', 'WHAT', 'FOUND'], rows), ...(advice.length > 0 ? ['', ...advice] : [])].join('\n');
  return { exitCode: isHealthy ? 0 : 3, json: { healthy: isHealthy, checks }, text };
}

const MARKS: Record<Check['status'], string> = { ok: '✓', warning: '!', failed: '✗' };

async function guard(name: string, check: () => Promise<Check>): Promise<Check> {
  try {
    return await check();
  } catch (cause) {
    const remedy = cause instanceof UserError ? cause.remedy : '';
    return { name, status: 'failed', detail: errorMessage(cause), remedy };
  }
}

async function checkGit(): Promise<Check> {
  const { stdout } = await run('git', ['--version'], { timeout: 5000 });
  return pass('git', stdout.trim());
}

async function checkFolder(home: string): Promise<Check> {
  await checkWritable(home);
  const disk = await statfs(home);
  return diskCheck(home, disk.bavail * disk.bsize);
}

async function checkServer(home: string): Promise<Check> {
  const state = await readUpState(homePaths(home).state);
  return pass('server', state ? `up at ${state.url}` : 'not up; `bakeoff up` starts it');
}

async function checkDatabase(session: Session, checks: Check[]): Promise<Check> {
  const workers = await session.liveWorkers();
  const [host, agents] = await Promise.all([session.bakeoff.host.refresh(), session.bakeoff.agents.refresh()]);
  checks.push(...sandboxChecks(host), ...agents.map(agentCheck));
  const kind = env().DATABASE_URL ? 'from DATABASE_URL' : 'embedded';
  return pass('database', `${kind}, ${workers === 1 ? '1 worker' : `${workers} workers`}`);
}
