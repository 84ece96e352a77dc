import { lookup as systemLookup } from 'node:dns/promises';
import { connect, type LookupFunction, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { BlockReason } from '@/lib/core/network-policy';
import { decide, decideAddress } from '@/lib/core/network-policy';
import { formatIp, parseIp } from '@/lib/core/network-policy-address';
import { normaliseHost, type HostPort } from '@/lib/core/network-policy-host';
import type { NetworkPolicy } from '@/lib/core/sandbox';

export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

export type CheckedTarget =
  | { type: 'ok'; target: HostPort; addresses: { address: string; family: number }[] }
  | { type: 'blocked'; target: HostPort; reason: BlockReason }
  | { type: 'unresolved'; target: HostPort };

const CONNECT_TIMEOUT_MS = 20_000;

export const systemResolve: Resolve = (host) => systemLookup(host, { all: true, verbatim: true });

/** Decides by name, resolves once, and keeps of the addresses those that may be reached. */
export async function checkTarget(policy: NetworkPolicy, asked: HostPort, resolve: Resolve): Promise<CheckedTarget> {
  const host = normaliseHost(asked.host);
  const target = { host: host ?? asked.host, port: asked.port };
  const decision = decide(policy, target);
  if (decision.type === 'blocked') return { ...decision, target };
  const ip = parseIp(target.host);
  const found =
    ip === null ? await resolve(target.host).catch(() => []) : [{ address: target.host, family: ip.version }];
  if (found.length === 0) return { type: 'unresolved', target };
  const own = hostAddresses();
  const addresses = found.filter(({ address }) => {
    // A scope id (`fe80::1%eth0`) comes with link-local addresses only.
    if (decideAddress(policy, { host: address, port: target.port }).type === 'blocked') return false;
    // A public address of the host itself is open only to those who may name it.
    return !own.has(canonical(address)) || isNamed(policy, { host: address, port: target.port });
  });
  return addresses.length === 0 ? { type: 'blocked', reason: 'private', target } : { type: 'ok', target, addresses };
}

/** Resolves names to the checked addresses only, so that a second answer of the name server changes nothing. */
export function pinnedLookup(addresses: { address: string; family: number }[]): LookupFunction {
  return (_host, options, done) => {
    const [first] = addresses;
    if (first === undefined) return done(new Error('No address.'), []);
    if (options.all) done(null, addresses);
    else done(null, first.address, first.family);
  };
}

/** Connects to one of the checked addresses, whichever answers. */
export function connectChecked(checked: Extract<CheckedTarget, { type: 'ok' }>): Promise<Socket> {
  const { target, addresses } = checked;
  return new Promise((resolve, reject) => {
    const lookup = pinnedLookup(addresses);
    const options = { host: target.host, port: target.port, lookup, autoSelectFamily: true, allowHalfOpen: true };
    const socket = connect({ ...options, noDelay: true });
    const fail = (cause: Error): void => {
      socket.destroy();
      reject(cause);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => fail(new Error('It did not answer in time.')));
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

function hostAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => canonical(address)));
}

function canonical(address: string): string {
  const ip = parseIp(address.replace(/^::ffff:(?=[\d.]+$)/i, ''));
  return ip === null ? address : formatIp(ip);
}

function isNamed(policy: NetworkPolicy, target: HostPort): boolean {
  const { host, port } = target;
  const literal = host.includes(':') ? `[${host}]` : host;
  const allow = policy.allow.filter((entry) => entry.trim() === `${literal}:${port}`);
  return decide({ mode: 'allow-list', allow }, target).type === 'allowed';
}
