/**
 * The JSON of an agent's answer: in its last fenced block, as the whole of it, or between its braces. Linear in the
 * length of the text, whatever is in it.
 */
export function findJson(answer: string): string | null {
  const blocks = fencedBlocks(answer).filter(({ body }) => body.startsWith('{'));
  const block = blocks.findLast(({ label }) => /^json/i.test(label)) ?? blocks.at(-1);
  if (block) return block.body;
  const start = answer.indexOf('{');
  const end = answer.lastIndexOf('}');
  return start < 0 || end < start ? null : answer.slice(start, end + 1);
}

type Block = { label: string; body: string };

function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; label: string; lines: string[] } | null = null;
  for (const line of text.split(/\r?\n/)) {
    const [, fence = '', rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === null) {
      if (fence !== '') open = { fence, label: rest.trim(), lines: [] };
    } else if (fence.startsWith(open.fence) && rest.trim() === '') {
      blocks.push({ label: open.label, body: open.lines.join('\n').trim() });
      open = null;
    } else open.lines.push(line);
  }
  // An answer that was cut off has no end of its last block.
  if (open) blocks.push({ label: open.label, body: open.lines.join('\n').trim() });
  return blocks;
}
