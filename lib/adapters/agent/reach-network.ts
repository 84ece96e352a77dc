import { lookup } from 'node:dns/promises';
import type { AgentNeeds, ModelApi } from '@/lib/core/agent-needs';
import { isPublicAddress, parseIp } from '@/lib/core/network-policy-address';
import { formatHostPort, normaliseHost, type HostPort } from '@/lib/core/network-policy-host';
import type { Upstream } from '@/lib/core/sandbox';
import { BRIDGE_PORT } from '@/lib/schemas/launch-plan';

type Env = Readonly<Record<string, string>>;

/** Not a key, and recognisable where it turns up. */
export const PLACEHOLDER_KEY = 'set-by-the-gateway-of-bakeoff';

/** Variables by which programs are told where a server is: also a person's own, on this computer. */
const SERVER_VARIABLE = /_(?:BASE_URL|API_BASE|ENDPOINT|HOST)$/;

/** Model APIs whose key the gateway sets, and the variables that send the agent there. */
export function injectKeys(needs: AgentNeeds, env: Env): { upstreams: Upstream[]; env: Record<string, string> } {
  const made = needs.apis.flatMap((api) => {
    const found = usableKey(api, env);
    return found === null ? [] : [{ api, ...found }];
  });
  const changed = made.flatMap(({ api }): [string, string][] => [
    [api.baseUrlEnv, `http://127.0.0.1:${BRIDGE_PORT}/model/${api.name}`],
    // Every one that is set: a second key would go in as it is.
    ...api.keys.flatMap(({ env: name }): [string, string][] => (env[name] ? [[name, PLACEHOLDER_KEY]] : [])),
  ]);
  return { upstreams: made.map(({ upstream }) => upstream), env: Object.fromEntries(changed) };
}

/** Hosts that the agent has to reach by itself; without those that it reaches through the gateway's own address. */
export async function hostsToReach(input: {
  needs: AgentNeeds;
  /** The agent's environment inside. */
  env: Env;
  upstreams: Upstream[];
  /** Texts of the settings that it will see. */
  settings: string[];
}): Promise<string[]> {
  const { needs, env, upstreams, settings } = input;
  // The key stays outside, so whatever else the vendor serves is of no use.
  const vendor = upstreams.length > 0 ? [] : needs.hosts;
  const named = Object.entries(env).flatMap(([name, value]) => (SERVER_VARIABLE.test(name) ? [value] : []));
  const written = settings.flatMap((text) => {
    const found = text.matchAll(/(?:base_?url|api_?base|endpoint|host)["']?\s*[=:]\s*["']?(https?:\/\/[^"'\s,]+)/gi);
    return Array.from(found, (match) => match[1] ?? '');
  });
  const servers = [...named, ...written].flatMap((text) => serverOf(text) ?? []);
  const own = servers.filter(({ host, port }) => !(port === BRIDGE_PORT && host === '127.0.0.1'));
  const entries = await Promise.all(own.map(entriesFor));
  return [...new Set([...vendor, ...entries.flat()])];
}

function usableKey(api: ModelApi, env: Env): { upstream: Upstream } | null {
  if (api.unlessEnv.some((name) => isOn(env[name]))) return null;
  const key = api.keys.find(({ env: name }) => env[name]);
  const value = key && env[key.env];
  // A header can't hold a line break; the agent itself tells what is wrong with such a key.
  if (!key || !value || /[^\u0020-\u007e]/.test(value)) return null;
  const url = (env[api.baseUrlEnv] ?? '') || api.defaultUrl;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  return { upstream: { name: api.name, url, headers: { [key.header]: `${key.prefix}${value}` } } };
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());
}

function serverOf(text: string): HostPort | null {
  const hasScheme = /^[a-z]+:\/\//i.test(text);
  const full = hasScheme ? text : `http://${text}`;
  if (!/^https?:\/\/[^/]+/i.test(full) || !URL.canParse(full)) return null;
  const url = new URL(full);
  const host = normaliseHost(url.hostname);
  // A bare word is more likely to be a setting than a server.
  if (host === null || (host !== 'localhost' && !/[.:]/.test(host))) return null;
  // Where to listen, and not a server; or no more than a word for this computer, which opens nothing.
  const isPrivate = host === 'localhost' || (parseIp(host) !== null && !isPublicAddress(host));
  if (host === '0.0.0.0' || host === '::' || (isPrivate && !hasScheme && url.port === '')) return null;
  return { host, port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port) };
}

/** The person named this server, so its private addresses are meant, too. */
async function entriesFor(server: HostPort): Promise<string[]> {
  const isUsual = server.port === 443 || server.port === 80;
  const isPlainAddress = parseIp(server.host) !== null;
  if (server.host === 'localhost' || isPlainAddress) {
    return [isUsual && isPublicAddress(server.host) ? server.host : formatHostPort(server)];
  }
  const found = await lookup(server.host, { all: true }).catch(() => []);
  const near = found.filter(({ address }) => !isPublicAddress(address) && !isHostItself(address));
  const addresses = near.map(({ address }) => formatHostPort({ host: address, port: server.port }));
  return [isUsual ? server.host : formatHostPort(server), ...addresses];
}

/** Loopback and link-local addresses, the metadata service of clouds among them, are for those who write them. */
function isHostItself(address: string): boolean {
  return /^(?:127\.|169\.254\.|0\.|::|fe80:)/i.test(address);
}
