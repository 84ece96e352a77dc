import { expect, test } from 'vitest';
import { resolveLocation } from '@/lib/services/launch';

test.each([
  ['.', '/home/me/repo', '/home/me/repo'],
  ['..', '/home/me/repo', '/home/me'],
  ['./api', '/home/me', '/home/me/api'],
  ['.', '/home/me/100%/c#', '/home/me/100%/c#'],
  ['a b%20#?é', '/home/what?', '/home/what?/a b%20#?é'],
  [String.raw`back\slash`, '/home', String.raw`/home/back\slash`],
  ['./a:b', '/home', '/home/a:b'],
  ['/whole/path', null, '/whole/path'],
  ['builtin:demo', null, 'builtin:demo'],
  ['https://example.com/a.git', '/home', 'https://example.com/a.git'],
  ['git@example.com:a/b.git', '/home', 'git@example.com:a/b.git'],
  ['host:a/b.git', '/home', 'host:a/b.git'],
  ['./api', null, null],
])('takes the project %j from %j as %j', (project, workingDir, location) => {
  expect(resolveLocation(project, workingDir)).toBe(location);
});
