import { describe, expect, it } from 'vitest';
import { composePrompt } from './prompt';

const parts = { instructions: [], task: 'Add a limiter.', approach: null, message: null };

describe('composePrompt', () => {
  it('puts instruction files in their order in front of task and approach', () => {
    const instructions = [
      { path: 'b.md', text: 'Second?\n' },
      { path: 'a.md', text: 'First?' },
    ];
    const prompt = composePrompt({ ...parts, instructions, approach: 'Pure functions' });
    const places = [
      'from b.md',
      'Second?',
      'from a.md',
      'First?',
      '# Task',
      'Add a limiter.',
      '# Approach',
      'Pure functions',
    ];
    const found = places.map((place) => prompt.indexOf(place));
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });
  it('leaves out empty files and an empty approach', () => {
    const prompt = composePrompt({ ...parts, instructions: [{ path: 'empty.md', text: ' \n' }], approach: '  ' });
    expect(prompt).not.toContain('empty.md');
    expect(prompt).not.toContain('Approach');
  });
  it('asks the follow-up first and keeps the task as what went before', () => {
    const prompt = composePrompt({ ...parts, message: 'Also write a test.' });
    expect(prompt.startsWith('# Follow-up\n\nAlso write a test.')).toBe(true);
    expect(prompt).toContain('# The task so far\n\nAdd a limiter.');
  });
  it('never begins with a dash that a CLI would take for an option', () => {
    expect(composePrompt({ ...parts, task: '--help' }).startsWith('-')).toBe(false);
  });
});
