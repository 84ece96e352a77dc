import { describe, expect, test } from 'vitest';
import { findJson } from './find-json';
import { parsePlan } from './parse-plan';
import type { PlanRequest } from './schema';

const asked: Pick<PlanRequest, 'kind' | 'count' | 'agents' | 'existing'> = {
  kind: 'approaches',
  count: 2,
  agents: ['claude', 'codex'],
  existing: [],
};
const tasks = { ...asked, kind: 'subtasks' as const, count: 5 };
const fenced = (value: unknown): string =>
  `Here it is:\n\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\nDone.`;
const two = {
  variants: [
    { id: 'map', approach: 'Keep counters in a Map.' },
    { id: 'redis', approach: 'Keep counters in Redis.', agent: 'codex' },
  ],
};

function problemsOf(answer: string, of = asked): string[] {
  const parsed = parsePlan(answer, of);
  return parsed.ok ? [] : parsed.error;
}

describe('the JSON of an answer', () => {
  test('is the last fenced block of JSON', () => {
    expect(findJson('```json\n{"a":1}\n```\nBetter:\n```json\n{"a":2}\n```\n```\n{ code }\n```')).toBe('{"a":2}');
  });

  test('is a block without a label, the whole answer, or what stands between its braces', () => {
    expect(findJson('~~~\n{"a":1}\n~~~')).toBe('{"a":1}');
    expect(findJson('  {"a":1}\n')).toBe('{"a":1}');
    expect(findJson('My plan: {"a":{"b":1}} is short.')).toBe('{"a":{"b":1}}');
    expect(findJson('No plan.')).toBeNull();
    expect(findJson('} {')).toBeNull();
  });

  test('is found in a block whose end was cut off, and behind fences that are text of it', () => {
    expect(findJson('```json\n{"a":1}')).toBe('{"a":1}');
    expect(findJson('````json\n{"a":"\\n```"}\n````')).toBe('{"a":"\\n```"}');
  });

  test('is looked for in linear time', () => {
    // Whatever is worse than linear does not come to an end within the time of a test.
    expect(findJson('{'.repeat(200_000))).toBeNull();
    expect(findJson('```json\n'.repeat(50_000))).toBeNull();
  });
});

describe('a plan of approaches', () => {
  test('is read from an answer with words around it', () => {
    const parsed = parsePlan(fenced({ ...two, notes: 'Redis costs a service.' }), asked);
    expect(parsed).toEqual({
      ok: true,
      value: { kind: 'approaches', ...two, integrationContracts: [], notes: 'Redis costs a service.' },
    });
  });

  test('is sent back with a sentence for each thing that is wrong', () => {
    const wrong = {
      variants: [
        { id: 'a b', approach: '' },
        { id: 'x', aproach: 'y' },
      ],
      extra: 1,
    };
    expect(problemsOf(fenced(wrong))).toEqual([
      expect.stringMatching(/^Line 4 of the JSON: Variant 1: `id: "a b"` may hold only letters/),
      expect.stringMatching(/Variant 1: `approach: ""` is empty/),
      expect.stringMatching(/Variant 2: `approach` is missing/),
      expect.stringMatching(/Variant 2: `aproach` is not a known key of a variant; did you mean `approach`\?/),
      expect.stringMatching(/`extra` is not a known key of a plan/),
    ]);
  });

  test('has exactly so many, each different, with agents that are there', () => {
    expect(problemsOf(fenced({ variants: two.variants.slice(0, 1) }))).toEqual([
      expect.stringContaining('has 1 entry; write exactly 2'),
    ]);
    const same = { variants: [two.variants[0], { id: 'other', approach: 'keep counters in a map', agent: 'gpt' }] };
    expect(problemsOf(fenced(same))).toEqual([
      expect.stringMatching(/Variant 2: `approach: .*` is the same as that of "map"; write a different one/),
      expect.stringMatching(/Variant 2: `agent: "gpt"` is not an agent that is there; known are claude, codex/),
    ]);
  });

  test('repeats neither the ids nor the ideas of variants that are there', () => {
    const existing = [
      { id: 'Map', approach: 'Something else.' },
      { id: 'b', approach: 'Keep counters in Redis!' },
    ];
    expect(problemsOf(fenced(two), { ...asked, existing })).toEqual([
      expect.stringMatching(/Variant 1: `id: "map"` is already taken/),
      expect.stringMatching(/Variant 2: .* is the same as that of one that is there already/),
    ]);
  });

  test('has ids that a file can have', () => {
    const twice = { variants: [two.variants[0], { ...two.variants[1], id: 'MAP' }] };
    expect(problemsOf(fenced(twice))).toEqual([expect.stringContaining('is already taken')]);
  });
});

describe('a plan of subtasks', () => {
  test('has dependencies and contracts', () => {
    const plan = {
      variants: [
        { id: 'api', task: 'Write the API.' },
        { id: 'page', task: 'Write the page.', dependsOn: ['api'], reportOnly: false },
      ],
      integrationContracts: [
        { name: 'items', provider: 'api', consumers: ['page'], specification: { type: 'array' }, check: 'npm test' },
      ],
    };
    const parsed = parsePlan(JSON.stringify(plan), tasks);
    expect(parsed.ok && parsed.value.variants[1]).toMatchObject({ id: 'page', dependsOn: ['api'] });
    expect(parsed.ok && parsed.value.integrationContracts[0]).toMatchObject({ provider: 'api', consumers: ['page'] });
  });

  test('is no larger than was asked for', () => {
    const many = { variants: Array.from({ length: 6 }, (_, index) => ({ id: `t${index}`, task: 'Work.' })) };
    expect(problemsOf(fenced(many), tasks)).toEqual([expect.stringContaining('has 6 entries; write 5 at most')]);
  });
});

describe('a hostile answer', () => {
  test.each([
    ['nothing', '', 'no JSON object'],
    ['a list', '```json\n[1]\n```', 'no JSON object'],
    ['half of it', '{"variants": [', 'no JSON object'],
    ['a broken one', '```json\n{"variants": [}\n```', 'JSON'],
    ['too much', 'x'.repeat(500_000), 'longer than 400 KB'],
    ['deep nesting', `{"variants": ${'['.repeat(5000)}${']'.repeat(5000)}}`, 'nested too deeply'],
    ['another prototype', '{"__proto__": {"variants": []}}', 'variants'],
    ['a key twice', '{"variants": [], "variants": []}', 'is written twice'],
  ])('of %s is refused in words', (_, answer, words) => {
    expect(problemsOf(answer).join('\n')).toContain(words);
  });

  test('names no more problems than a person reads', () => {
    const wrong = { variants: Array.from({ length: 10 }, () => ({ a: 1, b: 2, c: 3, d: 4 })) };
    expect(problemsOf(fenced(wrong)).length).toBeLessThanOrEqual(20);
  });
});
