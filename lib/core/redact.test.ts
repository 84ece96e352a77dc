import { describe, expect, it } from 'vitest';
import { createRedactor, secretsOf } from './redact';

describe('createRedactor', () => {
  const { redact, openSuffix } = createRedactor(['hunter2-secret', 'hunter2-secret-longer', 'ab', 'line1\nline2"q']);
  it('hides given values wherever they stand', () => {
    expect(redact('x=hunter2-secret; y=hunter2-secret-longer!')).toBe('x=[redacted]; y=[redacted]!');
  });
  it('hides them inside JSON and URLs too', () => {
    expect(redact(JSON.stringify({ key: 'line1\nline2"q' }))).toBe('{"key":"[redacted]"}');
    expect(redact(`?k=${encodeURIComponent('line1\nline2"q')}`)).toBe('?k=[redacted]');
  });
  it('leaves values alone that are too short to be secrets', () => {
    expect(redact('about ab')).toBe('about ab');
  });
  it.each([
    ['sk-ant-api03-abcdefghijklmnopqrstuvwxyz'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789'],
    ['AKIAIOSFODNN7EXAMPLE'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----'],
  ])('knows the looks of %s', (secret) => {
    expect(redact(`a ${secret} b`)).toBe('a [redacted] b');
  });
  it('hides bearer tokens and passwords in URLs but not what is around them', () => {
    expect(redact('Authorization: Bearer abcdefghijklmnop1234')).toBe('Authorization: Bearer [redacted]');
    expect(redact('postgres://me:pa55word@host/db')).toBe('postgres://me:[redacted]@host/db');
    expect(redact('see https://example.com/a:b/c')).toBe('see https://example.com/a:b/c');
  });
  it('sees a secret begin at the end of a text', () => {
    expect(openSuffix('the key is hunter2-se')).toBe('hunter2-se'.length);
    expect(openSuffix('nothing here')).toBe(0);
    expect(createRedactor([]).openSuffix('any')).toBe(0);
  });
});

describe('secretsOf', () => {
  it('goes by the names of variables', () => {
    const env = {
      ANTHROPIC_API_KEY: 'key-value',
      ANTHROPIC_MODEL: 'sonnet',
      PATH: '/bin',
      GH_TOKEN: 'token-value',
      GIT_AUTHOR_NAME: 'Bakeoff',
    };
    expect(secretsOf(env)).toEqual(['key-value', 'token-value']);
  });
});
