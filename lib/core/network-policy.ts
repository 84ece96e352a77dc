/** What a sandbox may reach. Pure: names are resolved elsewhere, and what they resolve to is asked for again here. */
import { assertNever } from './assert-never';
import { isPublicAddress, parseIp } from './network-policy-address';
import { formatHostPort, normaliseHost, parseHostPort, type HostPort } from './network-policy-host';
import { err, ok, type Result } from './result';
import type { NetworkPolicy } from './sandbox';

/** `port` null: 80 and 443. */
export type AllowEntry = { host: string; isWildcard: boolean; port: number | null };

export type BlockReason = 'no_network' | 'not_listed' | 'port' | 'private' | 'invalid';
export type NetworkDecision = { type: 'allowed' } | { type: 'blocked'; reason: BlockReason };

const WEB_PORTS: readonly number[] = [80, 443];
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/** An entry of an allow-list; the error is a sentence for whoever wrote it. */
export function parseAllowEntry(text: string): Result<AllowEntry, string> {
  const entry = text.trim();
  if (/[/@?#\s\\]/.test(entry)) {
    return err(`"${text}" is not a host. Write only its name, with a port where needed: api.example.com:8443.`);
  }
  if (entry === '*') return err('"*" would allow everything. Choose the network mode `full` for that.');
  const isWildcard = entry.startsWith('*.');
  const rest = isWildcard ? entry.slice(2) : entry;
  const ip = parseIp(rest);
  const parsed = ip?.version === 6 ? { host: normaliseHost(rest), port: null } : splitPort(rest);
  if (parsed?.host == null) return err(`"${text}" is not a host name, an address or \`*.domain\`.`);
  const { host, port } = parsed;
  if (isWildcard && (parseIp(host) !== null || !host.includes('.'))) {
    return err(`"${text}" is too wide. Name a domain with at least two parts: *.example.com.`);
  }
  if (port === null && !isWildcard && isPrivateHost(host)) {
    return err(`"${text}" is an address of this computer or its network. Name the one port to allow: ${host}:8080.`);
  }
  return ok({ host, isWildcard, port });
}

/** Whether a sandbox may ask for it; a name that is allowed still has to resolve to an address that is. */
export function decide(policy: NetworkPolicy, target: HostPort): NetworkDecision {
  if (policy.mode === 'none') return blocked('no_network');
  const host = normaliseHost(target.host);
  if (host === null || !isPort(target.port)) return blocked('invalid');
  const entries = entriesOf(policy);
  if (isPrivateHost(host)) {
    const isListed = entries.some((entry) => isExplicit(entry, { host, port: target.port }));
    return isListed ? { type: 'allowed' } : blocked('private');
  }
  const matching = entries.filter((entry) => matchesHost(entry, host));
  if (matching.some((entry) => matchesPort(entry, target.port))) return { type: 'allowed' };
  if (policy.mode === 'full') return WEB_PORTS.includes(target.port) ? { type: 'allowed' } : blocked('port');
  return blocked(matching.length > 0 ? 'port' : 'not_listed');
}

/** Whether a connection may go to an address that an allowed name resolved to. */
export function decideAddress(policy: NetworkPolicy, target: HostPort): NetworkDecision {
  if (policy.mode === 'none') return blocked('no_network');
  const host = normaliseHost(target.host);
  if (host === null || parseIp(host) === null || !isPort(target.port)) return blocked('invalid');
  if (isPublicAddress(host)) return { type: 'allowed' };
  const isListed = entriesOf(policy).some((entry) => isExplicit(entry, { host, port: target.port }));
  return isListed ? { type: 'allowed' } : blocked('private');
}

/** Loopback servers of the host that the policy names: what runs inside finds them at the same port. */
export function loopbackEntries(policy: NetworkPolicy): HostPort[] {
  if (policy.mode === 'none') return [];
  const found = entriesOf(policy).flatMap(({ host, port, isWildcard }) =>
    port !== null && !isWildcard && LOOPBACK.includes(host) ? [{ host, port }] : [],
  );
  return found.filter((entry, i) => found.findIndex(({ port }) => port === entry.port) === i);
}

/** What whoever was blocked is told. */
export function blockedSentence(target: HostPort, reason: BlockReason): string {
  const name = formatHostPort(target);
  switch (reason) {
    case 'no_network':
      return `Bakeoff blocked ${name}: this sandbox has no network.`;
    case 'not_listed':
      return `Bakeoff blocked ${name}: it is not on the allow-list of this sandbox. Add it under network: allow.`;
    case 'port':
      return `Bakeoff blocked ${name}: only the ports 80 and 443 are open. Add ${name} under network: allow.`;
    case 'private':
      return `Bakeoff blocked ${name}: it is an address of the host or of its network. Add the address with its port under network: allow if it is meant to be reached.`;
    case 'invalid':
      return `Bakeoff blocked ${name}: it is neither a host name nor a plainly written address.`;
    default:
      return assertNever(reason);
  }
}

function blocked(reason: BlockReason): NetworkDecision {
  return { type: 'blocked', reason };
}

/** An entry that does not parse allows nothing. */
function entriesOf(policy: NetworkPolicy): AllowEntry[] {
  return policy.allow.flatMap((text) => {
    const entry = parseAllowEntry(text);
    return entry.ok ? [entry.value] : [];
  });
}

function splitPort(text: string): { host: string; port: number | null } | null {
  // 0 is no port: it stands for none here, and is never one that was written.
  if (/:\d+$/.test(text)) return parseHostPort(text, null);
  const host = normaliseHost(text);
  return host === null ? null : { host, port: null };
}

function isPrivateHost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || (parseIp(host) !== null && !isPublicAddress(host));
}

/** Private addresses are opened by their own name and port only, never by a wildcard, a mode or a default. */
function isExplicit(entry: AllowEntry, target: HostPort): boolean {
  if (entry.isWildcard || entry.port !== target.port) return false;
  return entry.host === target.host || (LOOPBACK.includes(entry.host) && LOOPBACK.includes(target.host));
}

function matchesHost(entry: AllowEntry, host: string): boolean {
  return entry.isWildcard ? host.endsWith(`.${entry.host}`) : host === entry.host;
}

function matchesPort(entry: AllowEntry, port: number): boolean {
  return entry.port === null ? WEB_PORTS.includes(port) : entry.port === port;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port <= 65_535;
}
