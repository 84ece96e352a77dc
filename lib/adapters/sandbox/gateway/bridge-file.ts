import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loopbackEntries } from '@/lib/core/network-policy';
import { formatHostPort } from '@/lib/core/network-policy-host';
import { INSIDE, IO_FILES, type GatewayPlan } from '@/lib/schemas/launch-plan';

/** The bridge's file on the host: beside this one in the sources, beside the programs in dist (or above its chunks). */
export function bridgeFile(name: 'bridge.cjs' | 'bridge.py' = 'bridge.cjs'): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const found = [path.join(here, name), path.join(here, '..', name)].find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is missing beside ${here}. Build Bakeoff again: npm run build.`);
  return found;
}

/** What follows `node BRIDGE` inside; the command to run comes behind. */
export function bridgeArguments(gateway: GatewayPlan, socketInside = `${INSIDE.io}/${IO_FILES.socket}`): string[] {
  const expose = gateway.expose === undefined ? [] : ['--expose', String(gateway.expose)];
  const forward = loopbackEntries(gateway.policy).flatMap((entry) => ['--forward', formatHostPort(entry)]);
  return [socketInside, ...expose, ...forward, '--'];
}
