import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { IMAGE_TEMPLATES } from '@/lib/core/image';
import { parseDevcontainer, parseJsonWithComments } from './devcontainer';
import { followProgress, ProgressLines } from './progress';
import { tarOf } from '@/lib/adapters/archive/tar';
import { readTemplate, tagOf } from './templates';

const INSTRUCTIONS = /^(FROM|RUN|COPY|ENV) /;

describe('templates', () => {
  it.each(IMAGE_TEMPLATES)('%s is plain and has what every sandbox needs', async (name) => {
    const content = await readTemplate(name);
    const lines = content
      .replaceAll(/\\\n/g, ' ')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) expect(line).toMatch(INSTRUCTIONS);
    // Features of BuildKit: the engine's own build does not know them.
    expect(content).not.toMatch(/--mount|<<|^# syntax/m);
    for (const [, image] of content.matchAll(/^FROM (\S+)/gm)) expect(image).toMatch(/^[\w.-]+:\d[\w.-]*$/);
    expect(content).toMatch(/apt-get install .*\bca-certificates\b.*\bgit\b/);
    expect(content).toMatch(/^FROM node:\S+$|COPY --from=node \/usr\/local\/bin\/node/m);
    expect(content).toContain('rm -rf /var/lib/apt/lists');
    expect(content).toMatch(/PATH=\/home\/agent\/\S*:\/usr\/bin:\/sbin:\/bin$/m);
  });
  it('is built again when it changes', () => {
    expect(tagOf('node', 'a')).toMatch(/^localhost\/bakeoff\/node:[0-9a-f]{12}$/);
    expect(tagOf('node', 'a')).not.toBe(tagOf('node', 'b'));
  });
});

describe('tarOf', () => {
  it.each([0, 1, 511, 512, 513, 5000])('is what tar reads, with %i bytes', (size) => {
    const content = 'x'.repeat(size);
    const input = tarOf('Dockerfile', content);
    expect(execFileSync('tar', ['-xOf', '-', 'Dockerfile'], { input }).toString()).toBe(content);
    expect(execFileSync('tar', ['-tf', '-'], { input }).toString()).toBe('Dockerfile\n');
  });
});

describe('parseDevcontainer', () => {
  const at = '.devcontainer/devcontainer.json';
  const read = (value: object, file = at): unknown => parseDevcontainer(JSON.stringify(value), file);

  it('takes an image', () => {
    const value = { kind: 'reference', reference: 'a/b:1', ignored: ['features'] };
    expect(read({ image: 'a/b:1', features: {} })).toEqual({ ok: true, value });
  });
  it.each([
    [{ dockerfile: 'Dockerfile' }, '.devcontainer', 'Dockerfile'],
    [{ dockerfile: 'Dockerfile', context: '..' }, '', '.devcontainer/Dockerfile'],
    [{ dockerfile: '../Dockerfile', context: '..' }, '', 'Dockerfile'],
  ])('takes %j', (build, context, dockerfile) => {
    expect(read({ build })).toMatchObject({ ok: true, value: { kind: 'build', context, dockerfile } });
  });
  it('refuses what it does not understand, and what leaves the project', () => {
    for (const build of [{ dockerfile: '../../x', context: '../..' }, { dockerfile: '../Dockerfile' }]) {
      expect(read({ build })).toMatchObject({ ok: false });
    }
    expect(read({ dockerComposeFile: 'x.yml' })).toEqual({ ok: false, error: `${at} starts several containers.` });
    expect(parseDevcontainer('{', at)).toMatchObject({ ok: false });
  });
  it('knows comments and trailing commas from strings', () => {
    const text = '\uFEFF{ /* a */ "u": "http://x, }", // b\n "q": "\\"//", "l": [1, 2, ], }';
    expect(parseJsonWithComments(text)).toEqual({ u: 'http://x, }', q: '"//', l: [1, 2] });
    expect(parseJsonWithComments('nonsense')).toBeUndefined();
  });
});

describe('progress', () => {
  it('follows lines that are cut anywhere, and throws the error', async () => {
    const lines: string[] = [];
    const text = '{"stream":"Step 1\\n"}\r\n{"stream":"ü\\n"}\n{"error":"it broke"}\n';
    const cut = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
    await expect(followProgress(Readable.from(cut), (line) => lines.push(line))).rejects.toThrow('it broke');
    expect(lines).toEqual(['Step 1', 'ü']);
  });
  it('sums up layers, once a second', () => {
    let now = 10_000;
    const progress = new ProgressLines(() => now);
    const layer = (id: string, current: number): string[] =>
      progress.of({ status: 'Downloading', id, progressDetail: { current, total: 50e6 } });
    expect(layer('a', 1e6)).toEqual(['Downloaded 1 of 50 MB']);
    expect(layer('b', 9e6)).toEqual([]);
    now += 1000;
    expect(layer('b', 19e6)).toEqual(['Downloaded 20 of 100 MB']);
    expect(progress.of({ status: 'Pull complete', id: 'a' })).toEqual([]);
    expect([...progress.of({ status: 'Digest: x' }), ...progress.of({ status: 'Digest: x' })]).toEqual(['Digest: x']);
  });
});
