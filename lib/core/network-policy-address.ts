/** Which addresses are somewhere in the public network, and which are this computer or its neighbours. */

export type IpAddress = { version: 4 | 6; value: bigint };

/** Null where it is not an address in its plain notation: `0x7f.1`, `2130706433`, `010.0.0.1` and `fe80::1%eth0` are not. */
export function parseIp(text: string): IpAddress | null {
  const four = parseIpv4(text);
  if (four !== null) return { version: 4, value: four };
  const six = parseIpv6(text);
  return six === null ? null : { version: 6, value: six };
}

/** One spelling for each address; the usual short one. */
export function formatIp(ip: IpAddress): string {
  if (ip.version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((ip.value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_none, i) => ((ip.value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function longestZeros(groups: string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/**
 * False for everything that is not surely a public address: this computer, private and shared networks, link-local and
 * metadata addresses, multicast, documentation and reserved ranges, and IPv6 forms that lead to one of these.
 */
export function isPublicAddress(text: string): boolean {
  const ip = parseIp(text);
  if (ip === null) return false;
  return ip.version === 4 ? isPublicIpv4(ip.value) : isPublicIpv6(ip.value);
}

/** Network and length of its prefix. */
const PRIVATE_IPV4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // The metadata address of clouds among them.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Azure answers its machines here with their configuration, though the address is a public one.
  ['168.63.129.16', 32],
];

/** Parts of the public 2000::/3 that are not: protocol assignments with Teredo, and documentation. */
const PRIVATE_IPV6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
];

function isPublicIpv4(value: bigint): boolean {
  return !PRIVATE_IPV4.some(([network, length]) => isWithin({ version: 4, value }, network, length));
}

function isPublicIpv6(value: bigint): boolean {
  const within = (network: string, length: number): boolean => isWithin({ version: 6, value }, network, length);
  // IPv4 in disguise: mapped, and translated on the way (NAT64).
  if (within('::ffff:0:0', 96) || within('64:ff9b::', 96)) return isPublicIpv4(value & 0xffff_ffffn);
  // 6to4 names the IPv4 router that it goes to.
  if (within('2002::', 16)) return isPublicIpv4((value >> 80n) & 0xffff_ffffn);
  return within('2000::', 3) && !PRIVATE_IPV6.some(([network, length]) => within(network, length));
}

function isWithin(ip: IpAddress, network: string, length: number): boolean {
  const base = parseIp(network);
  if (base === null || base.version !== ip.version) return false;
  const shift = BigInt((ip.version === 4 ? 32 : 128) - length);
  return ip.value >> shift === base.value >> shift;
}

function parseIpv4(text: string): bigint | null {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return null;
  const bytes = text.split('.').map(BigInt);
  return bytes.some((byte) => byte > 255n) ? null : bytes.reduce((sum, byte) => sum * 256n + byte, 0n);
}

function parseIpv6(text: string): bigint | null {
  if (text.length > 45 || !text.includes(':')) return null;
  // A last part in IPv4 notation stands for two groups.
  const tail = /(?<=:)[\d.]*\.[\d.]*$/.exec(text)?.[0];
  const four = tail === undefined ? null : parseIpv4(tail);
  if (tail !== undefined && four === null) return null;
  const head = tail === undefined || four === null ? text : text.slice(0, -tail.length) + asGroups(four);
  const halves = head.split('::');
  if (halves.length > 2) return null;
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function asGroups(four: bigint): string {
  return `${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
}
