import { describe, expect, it } from 'vitest';
import { isCommand } from './is-command';

describe('isCommand', () => {
  it.each(['npm install -g @openai/codex', 'claude /login', 'brew install gemini-cli'])(
    'takes %s as a command',
    (text) => {
      expect(isCommand(text)).toBe(true);
    },
  );

  it.each(['Comes with Bakeoff.', 'Run claude and follow /login', 'needs nothing.'])(
    'takes %s as a sentence',
    (text) => {
      expect(isCommand(text)).toBe(false);
    },
  );
});
