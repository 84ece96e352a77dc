import { describe, expect, it } from 'vitest';
import { classifyFailure, findHiddenFailure } from './classify-failure';
import type { FailureType } from '@/lib/core/failure';

const facts = { agent: 'claude', text: '', exitCode: 1, signal: null };

const MESSAGES: [string, FailureType][] = [
  ['Invalid API key · Please run /login', 'agent_unauthorized'],
  ['Not logged in · Please run /login', 'agent_not_logged_in'],
  [
    'API Error: 401 {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}',
    'agent_unauthorized',
  ],
  ['unexpected status 401 Unauthorized: Incorrect API key provided: sk-***', 'agent_unauthorized'],
  ['API Error: 403 {"type":"error","error":{"type":"permission_error"}}', 'agent_unauthorized'],
  ['API Error: Repeated 529 Overloaded errors', 'agent_overloaded'],
  ['API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', 'agent_overloaded'],
  ['exceeded retry limit, last status: 429 Too Many Requests', 'agent_rate_limited'],
  ['API Error: 429 {"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}', 'agent_rate_limited'],
  ["You've hit your usage limit. Try again at 5 PM.", 'agent_rate_limited'],
  ['Credit balance is too low', 'agent_rate_limited'],
  [
    '{"error":{"code":429,"message":"Resource has been exhausted","status":"RESOURCE_EXHAUSTED"}}',
    'agent_rate_limited',
  ],
  ['stream disconnected: unexpected status 503 Service Unavailable', 'agent_overloaded'],
  ['We’re currently experiencing high demand, which may cause temporary errors.', 'agent_overloaded'],
  ['Invalid auth method selected.', 'agent_not_logged_in'],
  ['Please set an Auth method in your /root/.gemini/settings.json', 'agent_not_logged_in'],
  ['API key not valid. Please pass a valid API key.', 'agent_unauthorized'],
  ['Missing environment variable: `OPENAI_API_KEY`.', 'agent_not_logged_in'],
  ['Authentication required', 'agent_not_logged_in'],
  ['Reached maximum number of turns (3)', 'turn_limit'],
  ['sh: 1: my-agent: not found', 'agent_missing'],
  ['TypeError: undefined is not a function at line 401', 'agent_error'],
  ['', 'agent_error'],
];

describe('classifyFailure', () => {
  it.each(MESSAGES)('%j is %s', (text, type) => {
    expect(classifyFailure({ ...facts, text }).type).toBe(type);
  });
  it('says who failed, quotes it and tells how to log in', () => {
    const failure = classifyFailure({ ...facts, text: 'Not logged in · Please run /login' });
    expect(failure.message).toBe('Claude Code is not logged in. It said: Not logged in · Please run /login');
    expect(failure.remedy).toContain('Run `claude` once and log in, or set ANTHROPIC_API_KEY');
  });
  it('tells how to install what could not be started', () => {
    const failure = classifyFailure({ ...facts, agent: 'codex', notStarted: true, text: 'spawn codex ENOENT' });
    expect(failure).toMatchObject({ type: 'agent_missing' });
    expect(failure.remedy).toContain('npm install -g @openai/codex');
  });
  it('calls an end by signal a crash and names the signal', () => {
    const failure = classifyFailure({ ...facts, exitCode: null, signal: 'SIGSEGV' });
    expect(failure).toMatchObject({ type: 'agent_crashed' });
    expect(failure.message).toContain('SIGSEGV');
  });
  it('reads the protocol code for a login when the text says nothing', () => {
    expect(classifyFailure({ ...facts, text: 'Internal', errorCode: -32000, exitCode: null }).type).toBe(
      'agent_not_logged_in',
    );
  });
  it('takes 127 of a shell for a missing program', () => {
    expect(classifyFailure({ ...facts, exitCode: 127 }).type).toBe('agent_missing');
  });
  it('believes what the format itself said', () => {
    expect(classifyFailure({ ...facts, text: 'status 401', hint: 'turn_limit' }).type).toBe('turn_limit');
  });
  it('quotes only the last lines of a long text', () => {
    const text = Array.from({ length: 500 }, (_, i) => `line ${i}`).join('\n');
    const { message } = classifyFailure({ ...facts, text });
    expect(message).toContain('line 499');
    expect(message).not.toContain('line 400');
  });
  it('knows agents that a person added by their name', () => {
    expect(classifyFailure({ ...facts, agent: 'mine', text: 'boom' }).message).toBe(
      'mine failed (exit code 1). It said: boom',
    );
  });
});

describe('findHiddenFailure', () => {
  it('finds an API error that an agent put into its answer', () => {
    const answer = 'Ran into this error: Authentication error: status 401 Unauthorized\n\nPlease retry.';
    expect(findHiddenFailure('goose', answer)?.type).toBe('agent_unauthorized');
  });
  it('leaves a real answer alone, even one about errors', () => {
    expect(findHiddenFailure('goose', 'I added the retry.')).toBeNull();
    expect(findHiddenFailure('goose', `Status 401 means unauthorized. ${'It is sent when … '.repeat(40)}`)).toBeNull();
    expect(findHiddenFailure('goose', '')).toBeNull();
  });
});
