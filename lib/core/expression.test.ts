import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, parseExpression } from './expression';

const SCOPE = {
  tasks: {
    api: { success: true, status: 'passed', output: 'VERDICT: fine', changed: 3, tests: [1, 2], tokens: null },
    'ui-2': { success: false, status: 'failed', output: '', changed: 0, tests: [], tokens: null },
  },
  share: 0.5,
};

describe('a condition', () => {
  it.each([
    ['tasks.api.success', true],
    ['tasks["ui-2"].success', false],
    ['!tasks["ui-2"].success && tasks.api.changed > 2', true],
    ['tasks.api.output.contains("VERDICT: fine")', true],
    ['tasks.api.tokens == null', true],
    ['tasks.api.changed + 1', 4],
    ['2 * share', 1],
    ['tasks.api.changed / 2', 1.5],
    ['size(tasks.api.tests)', 2],
    ['tasks.exists(id, !tasks[id].success)', true],
    ['tasks.filter(id, tasks[id].success)', ['api']],
    ['has(tasks.api.nothing)', false],
    ['"ui-2" in tasks', true],
    ['{"a": 1}', { a: 1 }],
  ])('%s', (text, value) => {
    expect(evaluate(text, SCOPE)).toEqual({ ok: true, value });
  });

  it.each([
    ['tasks.web.success', '`tasks.web` is missing.'],
    ['tasks.api.sucess', '`tasks.api.sucess` is missing.'],
    ['tasks["nowhere"].success', '`tasks["nowhere"]` is missing.'],
    ['task.api.success', '`task` is missing: nothing has that name.'],
    ['tasks.map(id, tasks[id].nothing)', '`tasks[id].nothing` is missing.'],
  ])('names what is missing in %s', (text, error) => {
    expect(evaluate(text, SCOPE)).toEqual({ ok: false, error });
  });

  it.each([
    'constructor',
    'toString',
    '__proto__',
    'hasOwnProperty("tasks")',
    'tasks.constructor',
    'tasks.__proto__',
    'tasks["constructor"]["prototype"]',
    'tasks.api.output.constructor',
    'tasks.api.output.length',
    'tasks.api.tests.length',
    'tasks.api.toString()',
    '"x".constructor("return process")()',
    '[].constructor',
    'constructor.constructor("return this")()',
    'globalThis',
    'process',
  ])('reaches nothing through %s', (text) => {
    const result = evaluate(text, SCOPE);
    expect(result.ok).toBe(false);
  });

  it('leaves its scope as it was', () => {
    const before = JSON.stringify(SCOPE);
    evaluate('tasks.map(id, tasks[id])', SCOPE);
    expect(JSON.stringify(SCOPE)).toBe(before);
  });

  it.each([
    ['', 'The condition is empty.', null],
    ['tasks.api.success &&', 'This is not a condition in CEL: Unexpected token: EOF.', 20],
    ['tasks.api.success = true', 'This is not a condition in CEL: ', 18],
    ['"a" > 1', 'The condition can not be worked out: no such overload: string > int.', 0],
    ['tasks.api.output.matches("(a+)+$")', '`matches` is not possible in a condition', 0],
    ['tasks.all(a, tasks.all(b, tasks.all(c, true)))', '`all` stands inside two other loops', 26],
    ['x'.repeat(10_001), 'The condition is longer than 10000 characters.', null],
    ['('.repeat(5000), 'This is not a condition in CEL: ', 100],
  ])('says what is wrong with %#', (text, message, offset) => {
    const parsed = parseExpression(text);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error.message).toContain(message);
    expect(parsed.error.offset).toBe(offset);
  });

  it('tells what it reads, without the variables of its own loops', () => {
    const text = '!tasks["ui-2"].success && tasks.exists(t, tasks[t].changed > share) && size(tasks.api) > 0';
    const parsed = parseExpression(text);
    const references = parsed.ok ? parsed.value.references : [];
    expect(references.map(({ path, offset }) => [path, text.slice(offset, offset + 5)])).toEqual([
      [['tasks', 'ui-2', 'success'], 'tasks'],
      [['tasks'], 'tasks'],
      [['tasks'], 'tasks'],
      [['share'], 'share'],
      [['tasks', 'api'], 'tasks'],
    ]);
  });

  it('never throws, whatever is written', () => {
    const words = fc.constantFrom(
      'tasks',
      '.',
      '[',
      ']',
      '"a"',
      '(',
      ')',
      '&&',
      '!',
      'map',
      ',',
      'x',
      '1',
      '?',
      ':',
      '{',
      '}',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join(' ')),
        ),
        (text) => {
          expect(typeof evaluate(text, SCOPE).ok).toBe('boolean');
        },
      ),
      { numRuns: 500 },
    );
  });
});
