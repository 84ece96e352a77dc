import { describe, expect, it } from 'vitest';
import { conclusion, lensOf, opinion, readTap } from './opinion';

const prompt = (approach: string): string => `# Task\n\nOne function is slow and wrong.\n\n# Approach\n\n${approach}\n`;

describe('lensOf', () => {
  it.each([
    ['Look at its speed.', 'speed'],
    ['Judge how simple it is.', 'size'],
    ['Say which tests fail.', 'tests'],
    ['Think about it.', null],
  ])('finds in %j the lens %j, whatever the task says', (approach, lens) => {
    expect(lensOf(prompt(approach))).toBe(lens);
  });

  it('asks the task where there is no approach', () => {
    expect(lensOf('# Task\n\nValidate the module.\n')).toBe('tests');
  });
});

describe('readTap', () => {
  it('counts tests and not the files that they are in', () => {
    const output = '    ok 1 - adds\n    not ok 2 - divides\nnot ok 1 - /w/a.test.mjs\n';
    expect(readTap(output)).toEqual({ failing: ['divides'], total: 2 });
  });
});

describe('opinion', () => {
  const broken = { from: 'tests', text: '2 of 9 tests fail: BROKEN.' };

  it('says what was measured and what follows from it', () => {
    expect(opinion({ lens: 'tests', failing: ['a'], total: 9 }, [])).toBe(
      '1 of 9 tests fail: BROKEN. They are: a. Recommendation: Sort once, then sweep.',
    );
    expect(opinion({ lens: 'tests', failing: [], total: 9 }, [])).toContain('COMPLIANT');
  });

  it('changes its mind where another one found what speaks against it', () => {
    expect(opinion({ lens: 'speed', ms: 812 }, [])).toContain('Recommendation: Quick rewrite.');
    const second = opinion({ lens: 'speed', ms: 812 }, [broken]);
    expect(second).toContain('I take back "Quick rewrite": tests found tests that fail');
    expect(second).toMatch(/Recommendation: Sort once, then sweep\.$/);
  });
});

describe('conclusion', () => {
  it('counts what most recommend and names who does not', () => {
    const answers = [
      { from: 'a', text: 'Recommendation: Sort once, then sweep.' },
      { from: 'b', text: 'I take back "Quick rewrite". Recommendation: Sort once, then sweep.' },
      { from: 'c', text: 'Recommendation: Quick rewrite.' },
    ];
    expect(conclusion(answers)).toBe(
      '2 of 3 answers recommend Sort once, then sweep. c prefers Quick rewrite. Recommendation: Sort once, then sweep.',
    );
  });

  it('says so where nobody recommends anything', () => {
    expect(conclusion([{ from: 'a', text: 'Hm.' }])).toContain('none of them');
  });
});
