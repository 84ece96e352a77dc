// Links of README.md and docs/ must lead somewhere, and no page may speak of one person's machine.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/paths.mjs';

const LINK = /!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const MACHINE_PATH = /(?:^|[\s(`"'])(\/(?:home|Users|root)\/(?!you\b|me\b|user\b)[\w.-]+)/g;

function pages(folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((name) => name.endsWith('.md') && statSync(path.join(root, name)).isFile());
}

/** As GitHub makes them from headings. */
function anchors(text) {
  const headings = [...text.matchAll(/^#{1,6}\s+(.+)$/gm)].map((match) => match[1]);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

function linkProblem(page, target) {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return null;
  const [file, anchor] = target.split('#');
  const resolved = file === '' ? path.join(root, page) : path.resolve(root, path.dirname(page), decodeURI(file));
  if (!existsSync(resolved)) return `${target} does not exist`;
  if (!anchor || !resolved.endsWith('.md')) return null;
  return anchors(readFileSync(resolved, 'utf8')).has(anchor) ? null : `${target} has no such heading`;
}

const problems = [];
const all = [...(existsSync(path.join(root, 'README.md')) ? ['README.md'] : []), ...pages('docs')];
for (const page of all) {
  const text = readFileSync(path.join(root, page), 'utf8');
  const prose = text.replace(/^```.*?^```/gms, (block) => block.replace(/[^\n]/g, ''));
  for (const [, target] of prose.matchAll(LINK)) {
    const problem = linkProblem(page, target);
    if (problem) problems.push(`${page}: ${problem}`);
  }
  for (const [, machinePath] of text.matchAll(MACHINE_PATH)) problems.push(`${page}: names ${machinePath}`);
}
process.stdout.write(`${all.length} pages, ${problems.length} problems\n`);
for (const problem of problems) process.stdout.write(`  ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
