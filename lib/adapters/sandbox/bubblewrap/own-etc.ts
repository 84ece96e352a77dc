import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { USER_INSIDE, type OWN_ETC } from '@/lib/adapters/sandbox/bubblewrap/arguments';
import type { Owner } from '@/lib/adapters/sandbox/owner';
import { INSIDE } from '@/lib/schemas/launch-plan';

/** What stands for the host's own files in /etc: they name its users, its networks and its other machines. */
function contents(who: Owner | null): Record<(typeof OWN_ETC)[number], string> {
  const { uid, gid } = who ?? USER_INSIDE;
  return {
    passwd: [
      'root:x:0:0:root:/root:/bin/sh',
      `agent:x:${uid}:${gid}:agent:${INSIDE.home}:/bin/sh`,
      'nobody:x:65534:65534:nobody:/nonexistent:/bin/false',
      '',
    ].join('\n'),
    group: ['root:x:0:', `agent:x:${gid}:`, 'nogroup:x:65534:', ''].join('\n'),
    hosts: '127.0.0.1 localhost bakeoff\n::1 localhost\n',
    hostname: 'bakeoff\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
    'resolv.conf': '',
  };
}

/** Writes them below `io`, readable for whoever runs inside. */
export async function writeOwnEtc(io: string, who: Owner | null): Promise<void> {
  const folder = path.join(io, 'etc');
  await mkdir(folder, { recursive: true, mode: 0o755 });
  for (const [name, text] of Object.entries(contents(who))) {
    const file = path.join(folder, name);
    // Another command of this sandbox may have it mounted.
    if ((await readFile(file, 'utf8').catch(() => null)) !== text) await writeFile(file, text, { mode: 0o644 });
  }
}
