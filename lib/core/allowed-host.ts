/** A refused address as it is allowed for a project. Pure. */

/** What an entry without a port stands for. */
const USUAL_PORTS = [80, 443];

type Address = { host: string; port: number };

export function allowEntry({ host, port }: Address): string {
  return USUAL_PORTS.includes(port) ? host : `${host}:${String(port)}`;
}

/** Each entry once, as first refused; two usual ports of one host are one entry. */
export function refusedEntries(blocked: readonly Address[]): { entry: string; text: string }[] {
  const byEntry = new Map<string, string>();
  for (const address of blocked) {
    const entry = allowEntry(address);
    if (!byEntry.has(entry)) byEntry.set(entry, `${address.host}:${String(address.port)}`);
  }
  return [...byEntry].map(([entry, text]) => ({ entry, text }));
}
