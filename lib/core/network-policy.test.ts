import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockedSentence, decide, decideAddress, loopbackEntries, parseAllowEntry } from './network-policy';
import { formatIp, isPublicAddress, parseIp } from './network-policy-address';
import { normaliseHost, parseHostPort } from './network-policy-host';
import type { NetworkPolicy } from './sandbox';

const list = (...allow: string[]): NetworkPolicy => ({ mode: 'allow-list', allow });
const full = (...allow: string[]): NetworkPolicy => ({ mode: 'full', allow });
const ask = (policy: NetworkPolicy, host: string, port = 443): string => {
  const decision = decide(policy, { host, port });
  return decision.type === 'allowed' ? 'allowed' : decision.reason;
};

const four = fc.bigInt(0n, 2n ** 32n - 1n).map((value) => formatIp({ version: 4, value }));
const port = fc.integer({ min: 1, max: 65_535 });

describe('addresses', () => {
  const privates = [
    '0.0.0.0 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1',
    '172.31.255.255 192.0.0.192 192.0.2.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1',
    '224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16 :: ::1 ::127.0.0.1',
    '::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:0:127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::8.8.8.8 2002:7f00:1::',
    '2002:a00:1::1 2001::1 2001:db8::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 100::1',
    '5f00::1',
  ].flatMap((line) => line.split(' '));
  it.each(privates)('%s is not public', (address) => {
    expect(parseIp(address)).not.toBeNull();
    expect(isPublicAddress(address)).toBe(false);
  });
  const publics = ['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '192.0.1.1'];
  it.each([...publics, '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::1'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  const odd = ['0x7f.1', '127.1', '2130706433', '0177.0.0.1', '127.0.0.01', '1.2.3.4.5', '256.1.1.1', '1.2.3', ''];
  it.each([
    ...odd,
    '::1%lo',
    ':::',
    '1::2::3',
    '1:2:3',
    '::12345',
    '1:2:3:4:5:6:7:8:9',
    '::1.2.3',
    ':1',
    '1:2:3:4:5:6:7:',
  ])('takes %s for no address', (text) => {
    expect(parseIp(text)).toBeNull();
    expect(isPublicAddress(text)).toBe(false);
  });
  it('writes every address so that it reads it again, as URLs do', () => {
    const group = fc.oneof(fc.constant(0n), fc.bigInt(0n, 65_535n));
    const check = fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const value = groups.reduce((sum, each) => sum * 65_536n + each, 0n);
      const text = formatIp({ version: 6, value });
      expect(parseIp(text)).toEqual({ version: 6, value });
      expect(`[${text}]`).toBe(new URL(`http://[${text}]/`).hostname);
    });
    expect(() => fc.assert(check, { numRuns: 1000 })).not.toThrow();
  });
  it('takes every IPv4 address in IPv6 clothes for what it is', () => {
    const check = fc.property(four, (address) => {
      expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublicAddress(address));
      expect(isPublicAddress(`64:ff9b::${address}`)).toBe(isPublicAddress(address));
    });
    expect(() => fc.assert(check, { numRuns: 1000 })).not.toThrow();
  });
});

describe('host names', () => {
  it.each([
    ['API.Example.COM', 'api.example.com'],
    ['example.com.', 'example.com'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['１２７.0.0.1', '127.0.0.1'],
    ['example。com', 'example.com'],
    ['[::1]', '::1'],
    ['[2001:DB8:0::1]', '2001:db8::1'],
    ['_dmarc.example.com', '_dmarc.example.com'],
  ])('reads %s as %s', (raw, host) => expect(normaliseHost(raw)).toBe(host));
  const refused = [
    '',
    '.',
    'a..b',
    '-a.com',
    'a-.com',
    'a b',
    'a/b',
    'a@b',
    'a%00b',
    'a\nb',
    '0x7f.1',
    '127.1',
    '1e3.0x1',
  ];
  it.each([
    ...refused,
    '2130706433',
    '017.0.0.1',
    'example.com..',
    'x'.repeat(64),
    'a.'.repeat(130),
    '[1.2.3.4]',
    '[::1',
    'a:b',
  ])('refuses %j', (raw) => expect(normaliseHost(raw)).toBeNull());
  it.each([
    'bücher.example',
    '例え.テスト',
    'παράδειγμα.δοκιμή',
    'مثال.إختبار',
    'मिसाल.example',
    '💩.example',
    'a例b.example',
  ])('writes %s as URLs do', (raw) => expect(normaliseHost(raw)).toBe(new URL(`http://${raw}`).hostname));
  it('changes nothing that it has already made plain', () => {
    const raw = fc.oneof(fc.string({ unit: 'binary' }), fc.domain(), fc.ipV4Extended(), fc.ipV6());
    const check = fc.property(raw, (text) => {
      const host = normaliseHost(text);
      expect(host === null ? null : normaliseHost(host)).toBe(host);
    });
    expect(() => fc.assert(check, { numRuns: 3000 })).not.toThrow();
  });
  it.each(['a:0', 'a:65536', 'a:', 'a:1:2', 'a:-1', 'a: 80', '[::1]80', 'a:80x', ':80'])('refuses %j', (text) =>
    expect(parseHostPort(text, 80)).toBeNull(),
  );
});

describe('entries of an allow-list', () => {
  it.each([
    ['api.example.com', { host: 'api.example.com', isWildcard: false, port: null }],
    [' API.example.com:8443 ', { host: 'api.example.com', isWildcard: false, port: 8443 }],
    ['*.example.com', { host: 'example.com', isWildcard: true, port: null }],
    ['8.8.8.8', { host: '8.8.8.8', isWildcard: false, port: null }],
    ['2606:4700::1111', { host: '2606:4700::1111', isWildcard: false, port: null }],
    ['[2606:4700::1111]:853', { host: '2606:4700::1111', isWildcard: false, port: 853 }],
    ['localhost:11434', { host: 'localhost', isWildcard: false, port: 11_434 }],
  ])('reads %j', (text, value) => expect(parseAllowEntry(text)).toEqual({ ok: true, value }));
  const wrong = [
    '',
    '*',
    '*.com',
    '*.localhost',
    'https://example.com',
    'example.com/x',
    'a@b.c',
    '*.1.2.3.4',
    'a.*.com',
  ];
  it.each([...wrong, 'localhost', '127.0.0.1', '10.0.0.1', '[::1]', '169.254.169.254', '0x7f.1:80', 'example.com:0'])(
    'refuses %j with a sentence',
    (text) => expect(parseAllowEntry(text)).toEqual({ ok: false, error: expect.stringMatching(/\w.*[.:]/) }),
  );
});

describe('decisions', () => {
  it('opens what is listed, on its ports', () => {
    const policy = list('api.example.com', '*.cdn.example', 'git.example:22');
    expect(ask(policy, 'api.example.com')).toBe('allowed');
    expect(ask(policy, 'API.EXAMPLE.COM.', 80)).toBe('allowed');
    expect(ask(policy, 'api.example.com', 22)).toBe('port');
    expect(ask(policy, 'git.example', 22)).toBe('allowed');
    expect(ask(policy, 'git.example', 443)).toBe('port');
    expect(ask(policy, 'a.b.cdn.example')).toBe('allowed');
    expect(ask(policy, 'cdn.example')).toBe('not_listed');
    expect(ask(policy, 'evilcdn.example')).toBe('not_listed');
    expect(ask(policy, 'api.example.com.evil.example')).toBe('not_listed');
  });
  it('opens every public name and address in full, for the web', () => {
    expect(ask(full(), 'anything.example')).toBe('allowed');
    expect(ask(full(), '1.1.1.1', 80)).toBe('allowed');
    expect(ask(full(), 'anything.example', 25)).toBe('port');
    expect(ask(full('anything.example:25'), 'anything.example', 25)).toBe('allowed');
  });
  it.each(['localhost', 'x.localhost', '127.0.0.1', '10.1.1.1', '::1', '169.254.169.254', '[::ffff:127.0.0.1]'])(
    'opens %s in no mode by itself',
    (host) => {
      expect(ask(full(), host, 80)).toBe('private');
      expect(ask(full('*.example.com', 'example.com'), host, 80)).toBe('private');
    },
  );
  it('opens a private address where it is written with its port, and only there', () => {
    expect(ask(list('10.1.1.1:5000'), '10.1.1.1', 5000)).toBe('allowed');
    expect(ask(list('10.1.1.1:5000'), '10.1.1.1', 80)).toBe('private');
    expect(ask(list('localhost:11434'), '127.0.0.1', 11_434)).toBe('allowed');
    expect(ask(list('localhost:11434'), '127.0.0.2', 11_434)).toBe('private');
  });
  it('refuses odd notations, and everything without a network', () => {
    expect(ask(full(), '0x7f.1')).toBe('invalid');
    expect(ask(full(), '2130706433')).toBe('invalid');
    expect(ask(full(), 'example.com', 0)).toBe('invalid');
    expect(ask({ mode: 'none', allow: ['example.com'] }, 'example.com')).toBe('no_network');
  });
  it('asks again what a name resolved to', () => {
    const answer = (policy: NetworkPolicy, host: string): string => decideAddress(policy, { host, port: 443 }).type;
    expect(answer(list('example.com'), '93.184.215.14')).toBe('allowed');
    expect(answer(full(), '10.0.0.1')).toBe('blocked');
    expect(answer(list('example.com', '10.0.0.1:443'), '10.0.0.1')).toBe('allowed');
    expect(answer(full(), 'fe80::1%eth0')).toBe('blocked');
    expect(answer(full(), 'example.com')).toBe('blocked');
  });
  it('never opens a private address, whatever is asked, unless its port is written out', () => {
    const policies = [full(), list('example.com', '*.example.com'), { ...full(), mode: 'agents-only' as const }];
    const check = fc.property(four, port, fc.constantFrom(...policies), (host, number, policy) => {
      const { type } = decide(policy, { host, port: number });
      expect(type === 'blocked' || isPublicAddress(host)).toBe(true);
    });
    expect(() => fc.assert(check, { numRuns: 3000 })).not.toThrow();
  });
  it('names the servers of the host that are listed, one a port', () => {
    const policy = list('localhost:1', '127.0.0.1:1', '[::1]:2', 'example.com:3', '10.0.0.1:4');
    expect(loopbackEntries(policy)).toEqual([
      { host: 'localhost', port: 1 },
      { host: '::1', port: 2 },
    ]);
    expect(loopbackEntries({ ...policy, mode: 'none' })).toEqual([]);
  });
  it('says what was blocked and what to do', () => {
    const sentence = blockedSentence({ host: '::1', port: 80 }, 'private');
    expect(sentence).toContain('[::1]:80');
    expect(sentence).toContain('network: allow');
  });
});
