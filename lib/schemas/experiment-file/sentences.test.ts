import { describe, expect, it } from 'vitest';
import { parseExperimentFile } from '@/lib/schemas/experiment-file';

const MINIMAL = 'task: Fix it\nvariants:\n  - { id: a, agent: claude }\n';

function messagesOf(text: string): string[] {
  const parsed = parseExperimentFile(text);
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.message);
}

describe('the sentence about a value', () => {
  it.each([
    ['limits: { timeout: 15x }', '`timeout: 15x` is not a duration; write 90s, 15m or 2h.'],
    ['limits: { timeout: 15 }', '`timeout: 15` has no unit; write 15s, 15m or 15h.'],
    ['limits: { timeout: 0s }', '`timeout: 0s` is no time at all; write 90s, 15m or 2h.'],
    ['limits: { idle: 200h }', '`idle: 200h` is longer than 168h, the longest that is possible.'],
    ['limits: { maxParallel: 1.5 }', '`maxParallel: 1.5` is not a whole number from 1 to 100.'],
    ['limits: { failFast: "yes" }', '`failFast: "yes"` is neither true nor false.'],
    ['limits: { budgetUsd: -1 }', '`budgetUsd: -1` is not more than 0.'],
    ['limits: 5', '`limits: 5` is not `limits`.'],
    ['taks: x', '`taks` is not a known key of an experiment; did you mean `task`?'],
    ['limits: { tiemout: 5s }', '`tiemout` is not a known key of `limits`; did you mean `timeout`?'],
    [
      'strategy: race',
      '`strategy: race` is not a strategy; write parallel, competitive, sequential, fallback, batched or graph.',
    ],
    [
      'strategy: { type: race }',
      '`type: race` is not a strategy; write parallel, competitive, sequential, fallback, batched or graph.',
    ],
    ['strategy: { tpye: parallel, type: parallel }', '`tpye` is not a known key of `strategy`; did you mean `type`?'],
    ['sandbox: { provider: dokcer }', '`provider: dokcer` is not a sandbox provider; did you mean docker?'],
    [
      'sandbox: { allow: [http://a.example/] }',
      '`http://a.example/` in `sandbox.allow` is not a host; write example.com, *.example.com or example.com:8443.',
    ],
    [
      'sandbox: { copy: [/etc/passwd] }',
      '`/etc/passwd` in `sandbox.copy` is an absolute path; write one relative to the project.',
    ],
    ['sandbox: { copy: [C:\\x] }', '`C:\\x` in `sandbox.copy` is an absolute path; write one relative to the project.'],
    [
      'sandbox: { copy: [a/../../b] }',
      '`a/../../b` in `sandbox.copy` leaves the project through `..`; write a path below its root.',
    ],
    [
      'sandbox: { copy: [.git/config] }',
      "`.git/config` in `sandbox.copy` is inside git's own folder; write another path.",
    ],
    ['sandbox: { copy: .env }', '`copy: .env` is not a list; write one path a line, each after `- `.'],
    ['instructions: [3]', '`3` in `instructions` is not text; put the value in quotes.'],
    ['base: --upload-pack=x', '`base: --upload-pack=x` is not a branch, tag or commit.'],
    ['base: 1234567', '`base: 1234567` is not text; put the value in quotes.'],
    ['test: true', '`test: true` is not text; put the value in quotes.'],
    ['permissions: always', '`permissions: always` is not a permission policy; write grant or ask.'],
    ['select: { by: lest-changes }', '`by: lest-changes` is not a selection rule; did you mean least-changes?'],
    [
      'select: { by: weighted }',
      '`weights` is missing; give at least one of duration, lines-changed, cost, tests-passed a weight.',
    ],
    [
      'select: { weights: { spede: 1 } }',
      '`spede: 1` is no metric of the contract; known are duration, lines-changed, cost, tests-passed.',
    ],
    ['select: { by: coverage }', '`metric` is missing; name the metric that holds the coverage.'],
    ['agents: { "../x": {} }', '`../x` is not the name of an agent; it may hold letters, digits, `.`, `_` and `-`.'],
    [
      'agents: { x: { env: { BAKEOFF_RUN_ID: a } } }',
      '`BAKEOFF_RUN_ID` is a variable that belongs to Bakeoff; choose another name.',
    ],
    ['agents: { x: { command: [] } }', '`command` is empty; name at least the program.'],
    ['metadata: { a: [1] }', '`a` is not a text, a number or true or false.'],
    ['contract: { gates: [{ name: t }] }', 'Gate 1: `run` is missing.'],
    [
      'contract: { gates: [{ name: t, run: x, report: { format: tap } }] }',
      'Gate 1: `path` is missing; write where the command leaves its report.',
    ],
    [
      'test: x\ncontract: { gates: [{ name: Tests, run: x }] }',
      'Gate 1: `name: Tests` is already taken (upper and lower case are the same); choose another.',
    ],
    [
      'contract: { metrics: [{ name: m, run: x, better: faster }] }',
      'Metric 1: `better: faster` is not a direction; write lower or higher.',
    ],
    [
      'contract: { metrics: [{ name: cost, run: x, better: lower }] }',
      'Metric 1: `name: cost` is measured anyway; choose another name.',
    ],
    [
      'contract: { metrics: [{ name: m, run: x, read: { json: p95 }, better: lower }] }',
      'Metric 1: `json: p95` is not a path into JSON; write it like .p95 or .results[0].ms.',
    ],
    [
      'contract: { metrics: [{ name: m, run: x, read: { file: a }, better: lower }] }',
      'Metric 1: `read` needs `json: .path` or `regex: …`.',
    ],
    [
      "contract: { metrics: [{ name: m, run: x, read: { regex: '(a+)+$' }, better: lower }] }",
      "Metric 1: `regex: '(a+)+$'` repeats a group that repeats something itself, which can take forever; write it without the outer repetition.",
    ],
    ['a: [', 'A `]` is missing here.'],
    ['a: "x', 'A bracket, a quote or a comma is missing here.'],
    ['a: b: c', 'A colon follows a value here; put texts that hold a colon in quotes.'],
    ['name: one\nname: two', '`name` is written twice; keep one of the two.'],
    ['name: !run x', 'This is not valid YAML: Unresolved tag: !run.'],
  ])('says of %j what is wrong', (text, message) => {
    expect(messagesOf(`${MINIMAL}${text}\n`)).toContain(message);
  });
});
