import type { Upstream } from '@/lib/core/sandbox';
import type { ForwardTo } from './forward';

type ModelTarget = { type: 'ok'; to: ForwardTo } | { type: 'refused'; status: number; sentence: string };

/** Where `/model/NAME/rest` goes: to the upstream of that name, below its own path, with its headers. */
export function modelTarget(upstreams: readonly Upstream[], url: string): ModelTarget {
  const match = /^\/model\/([^/?#]+)(\/[^?#]*)?(\?[^#]*)?$/.exec(url);
  const upstream = upstreams.find(({ name }) => name === match?.[1]);
  if (!match || !upstream) return { type: 'refused', status: 404, sentence: 'There is no model API of this name.' };
  const [, , rest = '', query = ''] = match;
  if (hasDots(rest)) return { type: 'refused', status: 400, sentence: 'The path leads out of the model API.' };
  const base = URL.canParse(upstream.url) ? new URL(upstream.url) : null;
  const protocol = base?.protocol;
  if (!base || (protocol !== 'http:' && protocol !== 'https:')) {
    const sentence = `The address of the model API ${upstream.name} is not an http or https URL.`;
    return { type: 'refused', status: 502, sentence };
  }
  const host = base.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = base.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(base.port);
  const path = `${base.pathname.replace(/\/$/, '')}${rest}${query}`;
  const servername = /^[\d.]+$|:/.test(host) ? undefined : host;
  const options = { host, port, path: path.startsWith('/') ? path : `/${path}`, servername, setHost: false };
  return { type: 'ok', to: { protocol, options, hostHeader: base.host, headers: upstream.headers } };
}

/** Servers resolve `..` themselves, in some spellings only after decoding. */
function hasDots(path: string): boolean {
  const plain = path.replaceAll(/%2e/gi, '.').replaceAll(/%2f|%5c|\\/gi, '/');
  return plain.split('/').some((segment) => segment === '.' || segment === '..');
}
