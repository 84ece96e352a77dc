import { describe, expect, it } from 'vitest';
import { isAllowedTag, keptClasses } from './sanitise';

describe('what may pass from a drawn diff into the page', () => {
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
