import { expect, it } from 'vitest';
import { parseIndexEntries } from './index-entries';
import { mentionsLfs, parseLfsPointer } from './lfs-pointer';
import { parseMergeTree } from './merge-tree';
import { splitNul } from './nul';
import { parseStatus } from './status';
import { parseVersion } from './version';
import { parseWorkTrees } from './work-trees';

it('splits fields and keeps the bytes of names that are not UTF-8', () => {
  expect(splitNul(Buffer.from('a\0b\nc\0'))).toEqual(['a', 'b\nc']);
  expect(splitNul(Buffer.alloc(0))).toEqual([]);
  expect(splitNul(Buffer.from([0xe9, 0]), 'latin1')).toEqual(['\u00e9']);
});

it('reads the status of tracked and untracked files', () => {
  expect(parseStatus(Buffer.from(' M a.txt\0?? new\nline\0D  b.txt\0MM c.txt\0'))).toEqual([
    { path: 'a.txt', untracked: false, unstaged: true },
    { path: 'new\nline', untracked: true, unstaged: false },
    { path: 'b.txt', untracked: false, unstaged: false },
    { path: 'c.txt', untracked: false, unstaged: false },
  ]);
});

it('reads index entries with tabs in their names', () => {
  expect(parseIndexEntries(Buffer.from('100644 aaaa 0\ta\tb\x00160000 bbbb 0\tsub\0'))).toEqual([
    { path: 'a\tb', mode: '100644', blob: 'aaaa' },
    { path: 'sub', mode: '160000', blob: 'bbbb' },
  ]);
});

it('reads work trees, detached and bare ones too', () => {
  const text =
    'worktree /r\0HEAD aaaa\0branch refs/heads/main\0\0worktree /w\n1\0HEAD bbbb\0detached\0\0worktree /b\0bare\0\0';
  expect(parseWorkTrees(Buffer.from(text))).toEqual([
    { path: '/r', branch: 'refs/heads/main', bare: false },
    { path: '/w\n1', branch: null, bare: false },
    { path: '/b', branch: null, bare: true },
  ]);
});

it('reads a merged tree and each conflicted file once', () => {
  expect(parseMergeTree(Buffer.from('tree\0a.txt\0a.txt\0b\nc\0\0'))).toEqual({
    tree: 'tree',
    conflicts: ['a.txt', 'b\nc'],
  });
});

it.each([
  ['git version 2.39.5', '2.39.5'],
  ['git version 2.39.3 (Apple Git-146)', '2.39.3'],
  ['git version 3.0.0.windows.1', '3.0.0'],
  ['git version 2.38.0', '2.38.0'],
  ['git version 2.37.9', null],
  ['git version 1.99', null],
  ['something else', null],
])('reads %j as version %s', (text, version) => {
  expect(parseVersion(text)).toBe(version);
});

it('recognises LFS pointers and attributes, and nothing that only looks like them', () => {
  const sha256 = 'a'.repeat(64);
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize 12\n`;
  expect(parseLfsPointer(pointer)).toEqual({ sha256, sizeBytes: 12 });
  expect(parseLfsPointer(`x${pointer}`)).toBeNull();
  expect(parseLfsPointer('version https://git-lfs.github.com/spec/v1\n')).toBeNull();
  expect(mentionsLfs('*.png binary\n*.psd filter=lfs diff=lfs -text\n')).toBe(true);
  expect(mentionsLfs('# *.psd filter=lfs\n*.x filter=lfsx\n')).toBe(false);
});
