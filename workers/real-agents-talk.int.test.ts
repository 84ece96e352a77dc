/** Talking to a real agent while it works, and after it: only ACP can. */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { directive } from '@/e2e/model-server/script';
import { textOf, toolsOf } from '@/e2e/real-agents/transcript';
import { useRealAgents } from '@/e2e/real-agents/use-real-agents';
import type { RunEvent } from '@/lib/schemas/agent-event';

const bench = useRealAgents();

const exists = (name: string): Promise<boolean> =>
  access(path.join(bench.repository.dir, name)).then(
    () => true,
    () => false,
  );

describe.each([{ agent: 'claude' }, { agent: 'codex' }] as const)('$agent', ({ agent }) => {
  test('takes a message for when its turn ends', async () => {
    const run = await bench.start({
      agent,
      driver: 'acp',
      turns: [{ run: 'touch begun; sleep 1' }, { text: 'First.' }],
    });
    await expect.poll(() => exists('begun'), { timeout: 20_000 }).toBe(true);
    const text = `Now the other file. ${directive({ turns: [{ write: ['other.txt', 'x\n'] }, { text: 'Second.' }] })}`;
    await run.send({ type: 'follow_up', text });
    const exit = await run.exit;
    expect(exit).toMatchObject({ outcome: 'completed', summary: 'Second.' });
    const events = await run.events();
    expect(events.filter((event) => event.type === 'prompt')).toHaveLength(2);
    expect(textOf(events, 'message')).toMatch(/First\.[\s\S]*Second\./);
    expect(await readFile(path.join(bench.repository.dir, 'other.txt'), 'utf8')).toBe('x\n');
    // Four answers of the model: the totals of both turns.
    expect(exit.usage?.outputTokens).toBe(160);
  });

  test('goes on with an earlier session in a new process', async () => {
    const first = await bench.start({ agent, driver: 'acp', turns: [{ text: 'The word is heliotrope.' }] });
    const { sessionId } = await first.exit;
    const second = await bench.start({
      agent,
      driver: 'acp',
      turns: [{ text: 'I remember.' }],
      resumeSessionId: sessionId,
      home: first.home,
    });
    expect(await second.exit).toMatchObject({ outcome: 'completed', summary: 'I remember.', sessionId });
    // The model was sent what was said before, and the page is not shown it a second time.
    const sent = bench.server.requests
      .at(-1)
      ?.prompts.join('')
      .match(/Improve the greeting/g);
    expect(sent).toHaveLength(2);
    expect(textOf(await second.events(), 'message')).toBe('I remember.');
  });
});

describe('claude, told to ask', () => {
  type Request = Extract<RunEvent, { type: 'permission' }>;

  test.each([
    { answer: 'allow_once', isWritten: true, status: 'completed' },
    { answer: 'reject_once', isWritten: false, status: 'failed' },
  ] as const)('does as the person answers: $answer', async ({ answer, isWritten, status }) => {
    const turns = [{ write: ['asked.txt', 'x\n'] as [string, string] }, { text: 'That is it.' }];
    const run = await bench.start({ agent: 'claude', driver: 'acp', turns, permissions: 'ask' });
    const requests = async (): Promise<Request[]> =>
      (await run.events()).filter((event): event is Request => event.type === 'permission');
    await expect.poll(async () => (await requests()).length, { timeout: 20_000 }).toBe(1);
    expect(await exists('asked.txt')).toBe(false);
    const [request] = await requests();
    expect(request).toMatchObject({ kind: 'edit', title: expect.stringContaining('asked.txt') });
    const option = request?.options.find((each) => each.kind === answer);
    await run.send({ type: 'permission', id: request!.id, optionId: option!.id });
    await run.exit;
    expect(await exists('asked.txt')).toBe(isWritten);
    const events = await run.events();
    expect(events).toContainEqual({ type: 'permission_answer', id: request!.id, optionId: option!.id, by: 'person' });
    expect(toolsOf(events).map((tool) => tool.status)).toEqual([status]);
  });
});
