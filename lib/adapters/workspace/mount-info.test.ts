import { describe, expect, it } from 'vitest';
import { mountsBelow } from './mount-info';

const INFO = [
  '22 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
  '90 22 0:60 / /data/sandboxes/a/ws rw,relatime - overlay bakeoff rw,lowerdir=/x',
  '91 90 0:61 / /data/sandboxes/a/ws/in\\040side rw - tmpfs tmpfs rw',
  '92 22 0:62 / /data/sandboxes/ab/ws rw - overlay bakeoff rw',
  '93 22 0:63 / /data/sandboxes/\\303\\251/ws rw - overlay bakeoff rw',
  '',
].join('\n');

describe('mountsBelow', () => {
  it('lists what is mounted below a folder, inner ones first', () => {
    expect(mountsBelow(INFO, '/data/sandboxes/a')).toEqual(['/data/sandboxes/a/ws/in side', '/data/sandboxes/a/ws']);
  });

  it('reads names that are not ASCII', () => {
    expect(mountsBelow(INFO, '/data/sandboxes/é')).toEqual(['/data/sandboxes/é/ws']);
  });

  it('takes no folder for another that starts alike', () => {
    expect(mountsBelow(INFO, '/data/sandboxes/b')).toEqual([]);
  });
});
