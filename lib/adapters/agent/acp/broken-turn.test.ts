import { expect, test } from 'vitest';
import { saysThatTurnBroke } from './broken-turn';

const info = (meta: Record<string, unknown> | null) => ({ sessionUpdate: 'session_info_update' as const, _meta: meta });

test('knows the note by which Codex says that its turn broke', () => {
  expect(saysThatTurnBroke(info({ codex: { threadStatus: { type: 'systemError' } } }))).toBe(true);
});

test.each([
  { name: 'a working turn', meta: { codex: { threadStatus: { type: 'active', activeFlags: [] } } } },
  { name: 'a finished turn', meta: { codex: { threadStatus: { type: 'idle' } } } },
  { name: 'an error that is retried', meta: { codex: { error: { message: 'Reconnecting... 1/1', willRetry: true } } } },
  { name: 'no status', meta: { codex: null } },
  { name: 'nothing', meta: null },
])('takes $name for no broken turn', ({ meta }) => {
  expect(saysThatTurnBroke(info(meta))).toBe(false);
});

test('looks at session notes only', () => {
  const chunk = {
    sessionUpdate: 'agent_message_chunk' as const,
    content: { type: 'text' as const, text: 'systemError' },
  };
  expect(saysThatTurnBroke(chunk)).toBe(false);
});
