/** What a person sets for a real agent arrives at its model, and what is not set up is said. */
import { describe, expect, test } from 'vitest';
import { toolsOf } from '@/e2e/real-agents/transcript';
import { useRealAgents } from '@/e2e/real-agents/use-real-agents';

const bench = useRealAgents();

const CASES = [
  { agent: 'claude', driver: 'acp', model: 'haiku', sent: /haiku/ },
  { agent: 'claude', driver: 'command', model: 'haiku', sent: /haiku/ },
  { agent: 'codex', driver: 'acp', model: 'gpt-6-luna', sent: /^gpt-6-luna$/ },
  { agent: 'codex', driver: 'command', model: 'gpt-6-luna', sent: /^gpt-6-luna$/ },
] as const;

describe.each(CASES)('$agent through the $driver driver', ({ agent, driver, model, sent }) => {
  test('asks the model that the variant names', async () => {
    const run = await bench.start({
      agent,
      driver,
      model,
      turns: [{ run: 'echo by $((40 + 2))' }, { text: 'Hello.' }],
    });
    expect(await run.exit).toMatchObject({ outcome: 'completed', summary: 'Hello.' });
    const asked = bench.server.requests.filter((request) => request.protocol !== null && !request.isAuxiliary);
    expect(asked.at(-1)?.model).toMatch(sent);
    const events = await run.events();
    expect(events.filter((event) => event.type === 'notice')).toEqual([]);
    // The newest models of Codex call their tools from code.
    expect(toolsOf(events)).toMatchObject([
      { kind: 'execute', status: 'completed', output: expect.stringContaining('by 42') },
    ]);
  });

  test('says that it is not logged in, and how to', async () => {
    const run = await bench.start({ agent, driver, hasKey: false, turns: [{ text: 'Hello.' }] });
    const exit = await run.exit;
    expect(exit).toMatchObject({ outcome: 'failed', failure: { type: 'agent_not_logged_in' } });
    expect(exit.failure?.remedy).toMatch(/log in|codex login/);
  });

  test('fails when the connection to its provider keeps breaking', async () => {
    const run = await bench.start({ agent, driver, turns: [{ drop: true, text: 'Half of an answer is lost.' }] });
    expect((await run.exit).outcome).toBe('failed');
  });
});
