/** One spelling for each host name and address, so that a policy cannot be got round by writing it in another way. */
import { formatIp, parseIp } from './network-policy-address';

export type HostPort = { host: string; port: number };

const MAX_NAME = 253;

/**
 * Lower case, without a last dot, names of other scripts in their ASCII form, addresses in their plain notation. Null
 * where it is neither a name nor an address: odd notations of addresses (`0x7f.1`) are refused, not understood.
 */
export function normaliseHost(raw: string): string | null {
  if (raw.length > 4 * MAX_NAME) return null;
  const bracketed = /^\[(.*)\]$/.exec(raw)?.[1];
  if (bracketed !== undefined || raw.includes(':')) {
    const ip = parseIp(bracketed ?? raw);
    return ip?.version === 6 ? formatIp(ip) : null;
  }
  // Characters that people's keyboards make for dots, and wide forms of letters and digits.
  const name = raw
    .normalize('NFKC')
    .replaceAll(/[\u3002\uff0e\uff61]/g, '.')
    .toLowerCase()
    .replace(/\.$/, '');
  const labels = name.split('.').map(asciiLabel);
  if (!labels.every((label) => label !== null && /^(?!-)[\da-z_-]{1,63}(?<!-)$/.test(label))) return null;
  const ascii = labels.join('.');
  if (ascii.length > MAX_NAME) return null;
  // What ends in a number is an address in somebody's eyes; then it has to be a plain one.
  const isNumeric = /(?:^|\.)(?:\d+|0x[\da-f]*)$/.test(ascii);
  return isNumeric && parseIp(ascii) === null ? null : ascii;
}

/** `host:port`, `[address]:port`; without a port the given one. */
export function parseHostPort(text: string, defaultPort: number | null): HostPort | null {
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] === undefined ? null : normaliseHost(match[1]);
  const port = match?.[2] === undefined ? defaultPort : Number(match[2]);
  if (host === null || port === null || port < 1 || port > 65_535) return null;
  return { host, port };
}

/** `host:port` as it is written in URLs. */
export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function asciiLabel(label: string): string | null {
  // eslint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(label)) return label;
  const encoded = punycode(label);
  return encoded === null ? null : `xn--${encoded}`;
}

/** RFC 3492. */
function punycode(label: string): string | null {
  const points = Array.from(label, (character) => character.codePointAt(0) ?? 0);
  if (points.length > 63) return null;
  const basic = points.filter((point) => point < 128);
  let out = basic.map((point) => String.fromCodePoint(point)).join('') + (basic.length > 0 ? '-' : '');
  let [n, delta, bias, handled] = [128, 0, 72, basic.length];
  while (handled < points.length) {
    const from = n;
    const next = Math.min(...points.filter((point) => point >= from));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta++;
      if (point !== n) continue;
      out += encodeDelta(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return out;
}

function encodeDelta(delta: number, bias: number): string {
  let out = '';
  let rest = delta;
  for (let k = 36; ; k += 36) {
    const threshold = Math.min(26, Math.max(1, k - bias));
    if (rest < threshold) return out + digit(rest);
    out += digit(threshold + ((rest - threshold) % (36 - threshold)));
    rest = Math.floor((rest - threshold) / (36 - threshold));
  }
}

function adapt(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2));
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > 455; k += 36) rest = Math.floor(rest / 35);
  return k + Math.floor((36 * rest) / (rest + 38));
}

function digit(value: number): string {
  return 'abcdefghijklmnopqrstuvwxyz0123456789'.charAt(value);
}
