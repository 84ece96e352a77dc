import { describe, expect, it } from 'vitest';
import { describeInspection, failureRemedy, installRemedy } from '@/lib/adapters/sandbox/bubblewrap/probe';

describe('what to do', () => {
  it.each([
    ['ID=debian\n', 'apt-get'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'apt-get'],
    ['ID=fedora\n', 'dnf'],
    ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'zypper'],
    ['ID=alpine\n', 'apk'],
    ['ID=plan9\n', 'the package bubblewrap'],
  ])('names the installer of %j', (release, expected) => {
    expect(installRemedy(release)).toContain(expected);
  });
  it('tells the kernel’s switch from AppArmor’s and from a container', () => {
    const said = 'bwrap: setting up uid map: Permission denied';
    expect(failureRemedy(said, { apparmor: null, clone: '0' })).toContain('kernel.unprivileged_userns_clone=1');
    expect(failureRemedy(said, { apparmor: '1', clone: '1' })).toContain('/etc/apparmor.d/bwrap');
    expect(
      failureRemedy('bwrap: Creating new namespace failed: Operation not permitted', { apparmor: null, clone: null }),
    ).toContain('container');
    expect(failureRemedy('', { apparmor: null, clone: null })).toContain('by hand');
  });
});

describe('what it says', () => {
  it('claims no limit that nobody holds', () => {
    const facts = { program: '/usr/bin/bwrap', version: '0.8.0', limitsBy: 'rlimit' as const };
    expect(describeInspection({ ok: true, facts }, true)).toMatchObject({
      ok: true,
      limits: { cpus: 'none', memory: 'watched', pids: 'enforced', disk: 'watched' },
    });
    expect(describeInspection({ ok: true, facts }, false).limits.pids).toBe('watched');
    const held = describeInspection({ ok: true, facts: { ...facts, limitsBy: 'cgroup2' } }, true);
    expect(held.limits).toEqual({ cpus: 'enforced', memory: 'enforced', pids: 'enforced', disk: 'watched' });
  });
  it('hands the reason and the next step on', () => {
    const inspection = { ok: false as const, version: null, reason: 'It is not there.', remedy: 'Install it.' };
    expect(describeInspection(inspection, true)).toMatchObject({
      ok: false,
      reasons: ['It is not there.'],
      remedy: 'Install it.',
    });
  });
});
