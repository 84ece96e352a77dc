import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const answerSchema = z.discriminatedUnion('available', [
  z.object({
    available: z.literal(true),
    claude: z.string(),
    codex: z.string(),
    claudeAcp: z.string(),
    codexAcp: z.string(),
  }),
  z.object({ available: z.literal(false), reason: z.string() }),
]);
export type AgentClis = Omit<Extract<z.infer<typeof answerSchema>, { available: true }>, 'available'>;

/** A first installation fetches some 300 MB; give hooks that call this at least so long. */
export const AGENT_CLIS_TIMEOUT_MS = 11 * 60_000;

/**
 * Paths of the real CLIs, installed when needed. Null where they can't be had: the caller skips its tests, and the
 * reason is on standard error. In CI that would be a test that silently tests nothing, so there it throws.
 */
export async function findAgentClis(): Promise<AgentClis | null> {
  const script = fileURLToPath(new URL('../../scripts/agent-clis.mjs', import.meta.url));
  const running = promisify(execFile)(process.execPath, [script], { timeout: AGENT_CLIS_TIMEOUT_MS });
  running.child.stderr?.pipe(process.stderr, { end: false });
  const answer = answerSchema.parse(JSON.parse((await running).stdout));
  if (answer.available) return answer;
  const sentence = `The real agent CLIs are not available, so their tests can't run: ${answer.reason}`;
  if (isCi()) throw new Error(sentence);
  process.stderr.write(`\n*** SKIPPED: ${sentence} ***\n\n`);
  return null;
}

function isCi(): boolean {
  const value = process.env.CI ?? '';
  return value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
