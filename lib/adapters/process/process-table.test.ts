import { describe, expect, it } from 'vitest';
import { parsePs, parseStat } from './process-table';

const stat = (command: string, state = 'S'): string =>
  `4242 (${command}) ${state} 17 4242 4242 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 11 0 987654 1000 200 18446744073709551615`;

describe('parseStat', () => {
  it('reads parent, session and start time', () => {
    expect(parseStat(stat('node'))).toEqual({
      pid: 4242,
      parent: 17,
      session: 4242,
      startTime: '987654',
      zombie: false,
    });
  });
  it('is not misled by a command that looks like fields', () => {
    expect(parseStat(stat('a) Z 1 1 (b'))).toMatchObject({ parent: 17, zombie: false, startTime: '987654' });
  });
  it('knows a zombie', () => {
    expect(parseStat(stat('sh', 'Z'))?.zombie).toBe(true);
  });
  it.each(['', 'nonsense', '12 (sh) S'])('refuses %j', (text) => {
    expect(parseStat(text)).toBeNull();
  });
});

describe('parsePs', () => {
  it('reads id, parent, state, start and the command with its environment', () => {
    const rows = parsePs(
      '  101     1 Ss   Sat Nov 21 07:21:00 2026 /sbin/launchd\n' +
        '  202   101 Z+   Sat Nov  1 07:22:03 2026 sleep 9 PATH=/bin BAKEOFF_RUN_ID=r1\nbroken line\n',
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ pid: 101, parent: 1, zombie: false, command: '/sbin/launchd' });
    expect(rows[1]).toMatchObject({ pid: 202, parent: 101, zombie: true });
    expect(rows[1]?.command).toContain('BAKEOFF_RUN_ID=r1');
    expect(rows[0]?.startTime).not.toBe(rows[1]?.startTime);
  });
});
