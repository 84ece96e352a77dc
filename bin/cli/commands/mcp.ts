import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Common } from '@/bin/cli/commands/read';
import { openMcpHome } from '@/bin/cli/mcp/mcp-home';
import { buildMcpServer } from '@/bin/cli/mcp/server';
import type { Outcome } from '@/bin/cli/outcome';
import { reportError } from '@/lib/logger';
import packageJson from '@/package.json';
import { stopRequests } from '@/workers/supervisor/stop-requests';

/** Speaks the Model Context Protocol on standard input and output until the client leaves. */
export async function mcpCommand(
  common: Common,
  settings: { allowMerge: boolean; allowProcess: boolean },
): Promise<Outcome> {
  const home = openMcpHome(common);
  const context = { home, settings: { ...settings, workingDir: process.cwd() } };
  const stop = stopRequests();
  const left = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).once('close', resolve);
  });
  const serving = serveStdio(() => buildMcpServer(context, packageJson.version), { onerror: reportError });
  try {
    await Promise.race([left, stop.requested]);
  } finally {
    await serving.close();
    await home.close();
    stop.release();
  }
  return { exitCode: 0, json: undefined, text: '' };
}
