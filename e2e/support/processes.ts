/** The processes of the running product, found below the one that its data folder names. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseStat } from '../../lib/adapters/process/process-table';

/** The pid of the web server or of the worker of a data folder. */
export function pidOf(home: string, name: 'web' | 'worker'): number | null {
  const up = JSON.parse(readFileSync(path.join(home, 'up.json'), 'utf8')) as { pid: number };
  const isWanted = (command: string): boolean => command.includes('worker.mjs') === (name === 'worker');
  const found = childrenOf(up.pid).filter(({ command }) => /next|worker\.mjs/.test(command) && isWanted(command));
  return found[0]?.pid ?? null;
}

function childrenOf(parent: number): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const row = parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'));
        if (!row || row.parent !== parent || row.zombie) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: row.pid, command }];
      } catch {
        // It ended while the table was read.
        return [];
      }
    });
}
