import { describe, expect, it } from 'vitest';
import { isAllowedRemote, withoutCredentials } from './remote-url';

describe('isAllowedRemote', () => {
  it.each([
    'https://example.com/a/b.git',
    'https://me:token@example.com/a.git',
    'http://localhost:3000/a.git',
    'ssh://git@example.com:22/a.git',
    'git://example.com/a.git',
    'file:///srv/a.git',
    'git@example.com:a/b.git',
    'example.com:a/b.git',
  ])('accepts %s', (url) => {
    expect(isAllowedRemote(url)).toBe(true);
  });

  it.each([
    'ext::sh -c id',
    'fd::17',
    'testgit::https://example.com',
    '--upload-pack=touch x',
    '-u',
    'ssh://-oProxyCommand=id/x',
    'ssh://me@-oProxyCommand=id/x',
    '-oProxyCommand=id:x',
    'git@-oProxyCommand=id:x',
    'host:-option',
    'ftp://example.com/a',
    'javascript://x',
    'https://example.com/a\nb',
    'https://example.com/a b',
    '/srv/a.git',
    '',
  ])('refuses %j', (url) => {
    expect(isAllowedRemote(url)).toBe(false);
  });
});

describe('withoutCredentials', () => {
  it('drops passwords and tokens wherever a URL stands', () => {
    expect(withoutCredentials('https://me:secret@example.com/a.git')).toBe('https://example.com/a.git');
    expect(withoutCredentials("fatal: unable to access 'https://token@example.com/': 403")).toBe(
      "fatal: unable to access 'https://example.com/': 403",
    );
    expect(withoutCredentials('ssh://git:secret@example.com/a')).toBe('ssh://git@example.com/a');
    expect(withoutCredentials('git@example.com:a/b.git')).toBe('git@example.com:a/b.git');
    expect(withoutCredentials('https://me:se/cr@et@example.com/a')).not.toContain('cr');
  });
});
