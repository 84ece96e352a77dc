import { describe, expect, test } from 'vitest';
import type { Conversation, Message } from '@/e2e/model-server/conversation';
import { callId, findWorkingDirectory, planTurn } from '@/e2e/model-server/plan';
import { directive } from '@/e2e/model-server/script';

const user = (text: string): Message => ({ role: 'user', text, callIds: [], resultCount: 0 });
const result = (count = 1): Message => ({ role: 'user', text: '', callIds: [], resultCount: count });
const calls = (...callIds: string[]): Message => ({ role: 'assistant', text: '', callIds, resultCount: 0 });
const answer = (text: string): Message => ({ role: 'assistant', text, callIds: [], resultCount: 0 });

const tool = { name: 'Bash', schema: {}, isFreeform: false, namespace: null };
const conversation = (...messages: Message[]): Conversation => ({
  system: '',
  messages,
  tools: [tool],
  model: 'm',
  isStreaming: true,
});
const scripted = user(directive({ turns: [{ run: 'one' }, { run: 'two' }, { text: 'done' }] }));

describe('planTurn', () => {
  test('starts with the first turn', () => {
    expect(planTurn(conversation(user('context'), scripted))).toMatchObject({ round: 0, turn: { run: 'one' } });
  });

  test('goes on with each round of results', () => {
    const first = [scripted, calls(callId(0, 'a')), result()];
    expect(planTurn(conversation(...first))).toMatchObject({ round: 1, turn: { run: 'two' } });
    const second = [...first, calls(callId(1, 'b')), result()];
    expect(planTurn(conversation(...second))).toMatchObject({ round: 2, turn: { text: 'done' } });
  });

  test('counts parallel calls that a client splits over several messages as one round', () => {
    const split = [scripted, calls(callId(0, 'a')), result(), calls(callId(0, 'b')), result()];
    expect(planTurn(conversation(...split)).round).toBe(1);
  });

  test('counts groups of calls when the client makes up its own ids', () => {
    const own = [scripted, answer('Let me see.'), calls('x1'), calls('x2'), result(), result(), calls('x3'), result()];
    expect(planTurn(conversation(...own)).round).toBe(2);
  });

  test('starts over at a follow-up message with a script of its own', () => {
    const followUp = user(directive({ turns: [{ text: 'again' }] }));
    const messages = [scripted, calls(callId(0, 'a')), result(), answer('done'), followUp];
    expect(planTurn(conversation(...messages))).toMatchObject({ round: 0, turn: { text: 'again' } });
  });

  test('says so when the script is over', () => {
    const messages = [user(directive({ turns: [{ run: 'one' }] })), calls(callId(0, 'a')), result()];
    expect(planTurn(conversation(...messages)).turn).toEqual({ text: 'The script is over.' });
  });

  test('plays a small finished task for a prompt without a script', () => {
    expect(planTurn(conversation(user('Do something'))).turn.write).toBeDefined();
    const later = [user('Do something'), calls(callId(0, 'a')), result(), calls(callId(1, 'b')), result()];
    expect(planTurn(conversation(...later)).turn.text).toContain('Done');
  });

  test('keeps requests without tools apart from the script', () => {
    const title = { ...conversation(scripted), tools: [] };
    expect(planTurn(title)).toMatchObject({ isAuxiliary: true, turn: { text: 'Scripted title' } });
  });
});

test.each([
  ['Primary working directory: /tmp/a-b/repo\n', '/tmp/a-b/repo'],
  ['<environment_context>\n <cwd>/srv/with space</cwd>', '/srv/with space'],
  ['The current working directory is `/home/x/y`.', '/home/x/y'],
  ['nothing said', null],
])('finds the working directory in %j', (system, expected) => {
  expect(findWorkingDirectory({ ...conversation(user('hi')), system })).toBe(expected);
});
