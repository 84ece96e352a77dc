import { expect, test } from 'vitest';
import { hasDesktop } from '@/workers/supervisor/browser';

test.each([
  ['a Linux desktop', { DISPLAY: ':0' }, 'linux', true],
  ['a Wayland desktop', { WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
  ['a Mac', {}, 'darwin', true],
  ['a Linux server', {}, 'linux', false],
  ['a login over SSH with a forwarded display', { DISPLAY: ':10', SSH_CONNECTION: 'a b' }, 'linux', false],
  ['a CI job on a Mac', { CI: 'true' }, 'darwin', false],
] as const)('knows %s', (...[, environment, platform, expected]) => {
  expect(hasDesktop(environment, platform)).toBe(expected);
});
