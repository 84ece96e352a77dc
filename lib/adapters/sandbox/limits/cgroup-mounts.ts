/** Where the kernel's control groups are, and which this process is in. Pure. */
import path from 'node:path';

export type GroupMount = { version: 1 | 2; /** Version 1 only. */ controllers: string[]; root: string; folder: string };

/** Reads /proc/self/mountinfo. */
export function parseGroupMounts(mountinfo: string): GroupMount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root, folder] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    if (root === undefined || folder === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return [];
    return [
      { version: type === 'cgroup2' ? 2 : 1, controllers: type === 'cgroup' ? options.split(',') : [], root, folder },
    ];
  });
}

/** Reads /proc/PID/cgroup: the group of a process for a controller of version 1, or of version 2 (`''`). */
export function parseOwnGroup(cgroup: string, controller: string): string | null {
  for (const line of cgroup.split('\n')) {
    const [, controllers = '', ...rest] = line.split(':');
    if (rest.length > 0 && controllers.split(',').includes(controller)) return rest.join(':');
  }
  return null;
}

/** The folder of a group. A container sees only a part of the tree, which its mount names as its root. */
export function groupFolder(mount: Pick<GroupMount, 'root' | 'folder'>, group: string): string {
  const relative = path.posix.relative(mount.root, group);
  return relative === '' || relative.startsWith('..') ? mount.folder : path.posix.join(mount.folder, relative);
}
