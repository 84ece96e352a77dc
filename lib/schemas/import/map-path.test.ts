import { describe, expect, it } from 'vitest';
import { Ids } from './ids';
import { mapPath } from './map-path';

describe('a path', () => {
  it.each([
    ['src/a.py', 'src/a.py', null],
    ['./src/a.py', 'src/a.py', null],
    ['/srv/app/src/a.py', 'src/a.py', 'Is read as src/a.py inside the checkout.'],
    ['/tmp/node_db_effect.py', 'node_db_effect.py', '/tmp/node_db_effect.py is outside the project'],
    ['/srv/application/a.py', 'a.py', 'is outside the project'],
    ['/srv/app/../secret/a.py', 'a.py', 'is outside the project'],
    ['../../etc/passwd', 'passwd', 'is outside the project'],
    ['C:\\work\\a.py', 'a.py', 'is outside the project'],
    ['~/a.py', 'a.py', 'is outside the project'],
    ['/srv/app/.git/config', 'config', 'is outside the project'],
    ['/tmp/.git', null, 'names no file of a project'],
    ['/', null, 'names no file of a project'],
    ['..', null, 'names no file of a project'],
  ])('%s is read as %s', (written, path, said) => {
    const mapped = mapPath(written, '/srv/app/');
    expect(mapped.path).toBe(path);
    expect(mapped.said ?? '(nothing said)').toContain(said ?? '(nothing said)');
  });
});

describe('an id', () => {
  it('stays where it can be part of a ref, else resembles what was written, and is there once', () => {
    const ids = new Ids();
    expect(['gen-effect', 'Gen-Effect', 'a b/c', 'é ü', '…', '…', 'x'.repeat(50)].map((id) => ids.take(id))).toEqual([
      'gen-effect',
      'Gen-Effect-2',
      'a-b-c',
      'e-u',
      'task',
      'task-2',
      'x'.repeat(40),
    ]);
    expect(ids.take('x'.repeat(50))).toBe(`${'x'.repeat(38)}-2`);
  });
});
