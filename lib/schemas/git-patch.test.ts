import { describe, expect, it } from 'vitest';
import { splitPatch } from './git-patch';

const MODIFIED = `diff --git a/src/a.js b/src/a.js
index 1111111..2222222 100644
--- a/src/a.js
+++ b/src/a.js
@@ -1,4 +1,5 @@
 same
-old one
-old two
+new one
+new two
+new three
 same
\\ No newline at end of file
`;

const ADDED = `diff --git a/b.txt b/b.txt
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/b.txt
@@ -0,0 +1,2 @@
+diff --git a/x b/x
+two
`;

const DELETED = `diff --git a/gone.js b/gone.js
deleted file mode 100644
index 3333333..0000000
--- a/gone.js
+++ /dev/null
@@ -1 +0,0 @@
-bye
`;

const RENAMED = `diff --git a/old name.js b/new name.js
similarity index 100%
rename from old name.js
rename to new name.js
`;

const BINARY = `diff --git a/logo.png b/logo.png
index 1111111..2222222 100644
GIT binary patch
literal 10
Rcmb=J\`@

literal 5
Mcmb=J

`;

describe('splitPatch', () => {
  it('gives every file its part and loses no text', () => {
    const patch = MODIFIED + ADDED + DELETED + RENAMED + BINARY;
    const parts = splitPatch(patch);
    expect(parts.map((part) => part.path)).toEqual(['src/a.js', 'b.txt', 'gone.js', 'new name.js', 'logo.png']);
    expect(parts.map((part) => part.text).join('')).toBe(patch);
  });

  it('counts what a unified and what a side-by-side view show', () => {
    expect(splitPatch(MODIFIED)[0]).toMatchObject({ lines: 8, rows: 6 });
    expect(splitPatch(RENAMED)[0]).toMatchObject({ lines: 0, rows: 0 });
  });

  it('is not fooled by a line that holds a file header', () => {
    expect(splitPatch(ADDED)).toHaveLength(1);
  });

  it('reads paths that git quotes', () => {
    const patch = 'diff --git "a/\\303\\274 x.js" "b/\\303\\274 x.js"\nold mode 100644\nnew mode 100755\n';
    expect(splitPatch(patch)[0]?.path).toBe('ü x.js');
  });

  it('reads the path of a change of mode from the header', () => {
    expect(splitPatch('diff --git a/bin/run me b/bin/run me\nold mode 100644\nnew mode 100755\n')[0]?.path).toBe(
      'bin/run me',
    );
  });

  it('finds nothing in nothing', () => {
    expect(splitPatch('')).toEqual([]);
    expect(splitPatch('no patch at all\n')).toEqual([]);
  });

  it('cuts twenty thousand lines in well under a frame budget of a second', () => {
    const patch = Array.from({ length: 200 }, (_, index) => {
      const name = `src/file-${index}.ts`;
      const body = Array.from({ length: 100 }, (__, line) => `${'+- '[line % 3]}line ${line} of ${name}`).join('\n');
      return `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1,66 +1,66 @@\n${body}\n`;
    }).join('');
    const started = performance.now();
    expect(splitPatch(patch)).toHaveLength(200);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
