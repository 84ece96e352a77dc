import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_TRANSCRIPT, foldTranscript, type TranscriptEvent } from './transcript';
import { fence, inlineText, toMarkdown } from './transcript-markdown';

function markdown(...events: TranscriptEvent[]): string {
  const entries = events.map((event, seq) => ({ seq, at: '2026-01-01T00:00:00.000Z', event }));
  return toMarkdown(foldTranscript(EMPTY_TRANSCRIPT, entries).items, 'Run A');
}

/** The lines outside of fences, read as CommonMark reads them: a fence ends at a line of as many marks or more. */
function outside(text: string): string[] {
  const found: string[] = [];
  let open: number | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const marks = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    if (open === null && marks) open = marks[1]!.length;
    else if (open !== null && marks && marks[1]!.length >= open && marks[2]!.trim() === '') open = null;
    else if (open === null) found.push(line);
  }
  expect(open, 'a fence that nothing closes').toBeNull();
  return found;
}

/** Texts in which backticks and ends of lines are as likely as everything else together. */
const hostileText = fc
  .array(
    fc.oneof(fc.constantFrom('`', '```', '````\n', '\r', '\n', '    ```\n', '~~~\n', '<img src=x>', '# '), fc.string()),
  )
  .map((parts) => parts.join(''));

describe('fence', () => {
  it('can not be ended by what is in it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(outside(`${fence(text, 'text')}\n`).join('')).toBe('');
      }),
    );
  });

  it('is left out around nothing', () => {
    expect(fence(' \n', 'text')).toBe('');
  });
});

describe('inlineText', () => {
  it('stays one line and one code span', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const span = inlineText(text);
        expect(span).not.toMatch(/[\r\n]/);
        const marks = /^`*/.exec(span)![0];
        const inner = span.slice(marks.length, span.length - marks.length);
        expect(span.endsWith(marks)).toBe(true);
        expect(inner.split(/[^`]+/).some((run) => run.length === marks.length && run !== '')).toBe(false);
      }),
    );
  });
});

describe('toMarkdown', () => {
  it('shows messages, calls and outputs under headings', () => {
    const text = markdown(
      { type: 'prompt', text: 'Mend it.' },
      { type: 'message', id: 'a', text: 'I `mend` it.' },
      {
        type: 'tool',
        id: 't',
        title: 'npm test',
        kind: 'execute',
        status: 'failed',
        input: 'npm test',
        outputDelta: '\u001b[31mnot ok\u001b[0m\n',
      },
    );
    expect(text).toBe(`# \`Run A\`

### To the agent

\`\`\`markdown
Mend it.
\`\`\`

### The agent

\`\`\`markdown
I \`mend\` it.
\`\`\`

### Tool (failed): \`npm test\`

\`\`\`text
npm test
\`\`\`

\`\`\`text
not ok
\`\`\`
`);
  });

  it('shows an edit as a diff', () => {
    const text = markdown({
      type: 'tool',
      id: 'e',
      title: 'Edit',
      status: 'completed',
      content: [{ type: 'diff', path: 'a.ts', oldText: 'one\ntwo', newText: 'one\n```' }],
    });
    expect(text).toContain('````diff\n# a.ts\n one\n-two\n+```\n````');
  });

  it('lets nothing that an agent wrote become markup', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (said, title) => {
        const text = markdown(
          { type: 'message', id: 'a', text: said },
          { type: 'tool', id: 't', title, kind: 'execute', status: 'completed', outputDelta: said },
          { type: 'plan', entries: [{ text: title, status: 'pending' }] },
          { type: 'turn_end', reason: title },
        );
        for (const line of outside(text)) {
          // Whatever is left outside of fences is ours, or stands in a code span.
          const rest = line.replaceAll(/(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '');
          expect(rest).not.toMatch(/[<[]img|^#{1,2} (?!$)/);
        }
      }),
    );
  });
});
