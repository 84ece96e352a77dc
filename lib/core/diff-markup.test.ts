import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cleanMarkup, isAllowedTag, keptClasses } from './diff-markup';

describe('what may pass from a drawn diff into a page', () => {
  it('lets through the elements of a diff and nothing that acts', () => {
    expect(['DIV', 'TABLE', 'td', 'SPAN', 'ins', 'DEL', 'BR'].every(isAllowedTag)).toBe(true);
    expect(['SCRIPT', 'IMG', 'A', 'IFRAME', 'STYLE', 'SVG', 'INPUT', 'FORM', 'LINK'].some(isAllowedTag)).toBe(false);
  });

  it('keeps class names of diff2html and of the highlighter only', () => {
    expect(keptClasses('d2h-ins d2h-change hljs-string language-js line-num1 fixed inset-0')).toBe(
      'd2h-ins d2h-change hljs-string line-num1',
    );
  });
});

describe('markup that is written anew', () => {
  it('keeps what a diff is made of', () => {
    const drawn =
      '<td class="d2h-ins d2h-change"><span class="d2h-code-line-ctn">a &lt; b &amp;&amp; <ins>c</ins></span></td>';
    expect(cleanMarkup(drawn)).toBe(drawn);
  });

  it('drops what acts, loads or hides', () => {
    expect(cleanMarkup('<script>alert(1)</script><img src=x onerror=alert(1)>')).toBe('alert(1)');
    expect(cleanMarkup('<div onclick="x()" style="position:fixed" class="fixed d2h-ins">a</div>')).toBe(
      '<div class="d2h-ins">a</div>',
    );
    expect(cleanMarkup('<svg><a href="javascript:x">b</a></svg><!-- c --><td')).toBe('b&lt;!-- c --&gt;&lt;td');
    expect(cleanMarkup('a\u202Eb')).toBe('a[U+202E]b');
    expect(cleanMarkup('<<div>script>')).toBe('&lt;<div>script&gt;');
  });

  it('holds nothing but allowed elements with allowed classes, whatever comes in', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '/',
      '&',
      '=',
      ' ',
      'div',
      'script',
      'class',
      'd2h-a',
      'on',
      '&lt;',
      'é',
    );
    const inputs = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(inputs, (input) => {
        const rest = cleanMarkup(input).replaceAll(
          /<\/?(?:div|span|table|tbody|tr|td|ins|del|br)>|<(?:div|span|table|tbody|tr|td|ins|del|br) class="(?:[\w-]+ ?)+">/g,
          '',
        );
        expect(rest).not.toMatch(/[<>]/);
      }),
      { numRuns: 2000 },
    );
  });
});
