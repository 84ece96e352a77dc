/** What comes with the product as templates, as files. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pipelineShape, shapeWords } from '@/lib/core/pipeline-shape';
import { templateFacts } from '@/lib/core/template-facts';
import { parseExperimentFile } from './experiment-file';
import { describeTemplate } from './template';

const DIR = path.join(import.meta.dirname, '../../examples');
const names = readdirSync(DIR)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => path.basename(file, '.yaml'));

function specOf(name: string) {
  const parsed = parseExperimentFile(readFileSync(path.join(DIR, `${name}.yaml`), 'utf8'));
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return parsed.spec;
}

describe.each(names)('the template %s', (name) => {
  it('is a valid experiment that says what it is', () => {
    const text = readFileSync(path.join(DIR, `${name}.yaml`), 'utf8');
    const { title, description } = describeTemplate(text, name);
    expect(specOf(name).variants.length).toBeGreaterThan(0);
    expect(text.startsWith(`# ${title}\n`)).toBe(true);
    expect(description.length).toBeGreaterThan(40);
    expect(description).toMatch(/\.$/);
  });
});

it.each([
  ['n-version', '3 tasks side by side'],
  ['before-after', '1 task'],
  ['fallback-cascade', '3 tasks in 3 steps'],
  ['debug-then-fix', '2 tasks in 3 steps, combined at the end'],
  ['validate-then-regenerate', '4 tasks in 4 steps, combined at the end'],
  ['relay', '4 tasks in 4 steps'],
  ['research-then-build', '4 tasks in 2 steps'],
  ['provider-and-consumer', '2 tasks in 2 steps, combined at the end'],
  ['expert-panel', '7 tasks in 3 steps'],
  [
    'staged-feature',
    '3 tasks side by side; then 3 tasks in 2 steps from the winner, combined at the end; then 3 tasks side by side from the merged results',
  ],
])('draws %s as: %s', (name, words) => {
  expect(shapeWords(pipelineShape(specOf(name)))).toBe(words);
});

it.each([
  ['bug-race', ['competitive', '1 gate']],
  ['refactoring-compare', ['parallel', '1 gate', '3 metrics']],
  ['staged-feature', ['3 stages', '2 gates']],
  ['expert-panel', ['graph', '7 reports']],
])('says of %s: %j', (name, facts) => {
  expect(templateFacts(specOf(name))).toEqual(facts);
});
