import { describe, expect, it } from 'vitest';
import { fillTemplate, findFailure } from './command-agent';

describe('fillTemplate', () => {
  it('replaces placeholders inside arguments, and nothing in what it put there', () => {
    const prompt = 'use {promptFile} and $& and "quotes"';
    expect(fillTemplate(['run', '--p={prompt}', '{promptFile}'], prompt, '/tmp/p.md')).toEqual([
      'run',
      `--p=${prompt}`,
      '/tmp/p.md',
    ]);
  });
});

describe('fillTemplate with a hostile prompt', () => {
  it('drops what no argument can hold', () => {
    expect(fillTemplate(['{prompt}'], 'a\0b', '/p')).toEqual(['ab']);
  });
});

describe('findFailure', () => {
  const driver = {
    type: 'command' as const,
    argv: ['x'],
    dialect: 'claude-stream-json' as const,
    stdin: 'prompt' as const,
  };
  const exit = { exitCode: 0, signal: null, startError: null };
  const facts = {
    agent: 'claude',
    driver,
    exit,
    wasEnded: false,
    stdoutTail: '',
    stderrTail: '',
    verdict: { state: 'success' } as const,
  };
  const text = { ...driver, dialect: 'text' as const };

  const failure = (startError: string): unknown =>
    findFailure({ ...facts, exit: { ...exit, exitCode: null, startError } })?.type;

  it('takes a final event that says so for success', () => {
    expect(findFailure(facts)).toBeNull();
  });
  it('does not take exit code 0 alone for success', () => {
    expect(findFailure({ ...facts, verdict: { state: 'none' } })).toMatchObject({ type: 'agent_error' });
    const stderrTail = 'Error: not logged in, please run /login';
    expect(findFailure({ ...facts, verdict: { state: 'none' }, stderrTail })).toMatchObject({
      type: 'agent_not_logged_in',
    });
  });
  it('takes exit code 0 of plain text for success, and no other', () => {
    expect(findFailure({ ...facts, driver: text, verdict: { state: 'none' } })).toBeNull();
    const failed = {
      ...facts,
      driver: text,
      verdict: { state: 'none' } as const,
      exit: { ...exit, exitCode: 2 },
      stdoutTail: 'boom',
    };
    expect(findFailure(failed)?.message).toContain('boom');
  });
  it('reports an error event although the exit code is 0', () => {
    const verdict = { state: 'error' as const, message: 'API Error: 401 Unauthorized', type: null };
    expect(findFailure({ ...facts, verdict })).toMatchObject({ type: 'agent_unauthorized' });
  });
  it('reports a crash after the last event, unless we ended it ourselves', () => {
    const killed = { ...facts, exit: { ...exit, exitCode: null, signal: 'SIGTERM' } };
    expect(findFailure(killed)).toMatchObject({ type: 'agent_crashed' });
    expect(findFailure({ ...killed, wasEnded: true })).toBeNull();
  });
  it('tells a prompt that is too long from a program that is missing', () => {
    expect(failure('spawn claude ENOENT')).toBe('agent_missing');
    expect(failure('spawn E2BIG')).toBe('agent_error');
  });
});
