import { describe, expect, it } from 'vitest';
import { FAILURE_TYPES, type FailureType } from '../failure';
import { errorHelp } from './error-help';
import type { ErrorHelp, HelpAction, HelpFacts, HelpGate } from './types';

const GIGABYTE = 1024 ** 3;

function facts(change: Partial<HelpFacts> & { type?: FailureType; message?: string } = {}): HelpFacts {
  const { type = 'agent_error', message = 'The agent failed (exit code 1).', ...rest } = change;
  return {
    failure: { type, message, remedy: 'Do something about it.' },
    variant: 'a',
    agent: 'claude',
    isLatest: true,
    hasResult: true,
    canFollowUp: true,
    stdout: '',
    stderr: '',
    gates: [],
    baseGates: [],
    blocked: [],
    allowed: [],
    peak: { memoryBytes: 2.1 * GIGABYTE, diskBytes: GIGABYTE, pids: 40 },
    durationMs: 900_000,
    limits: {
      timeoutMs: 900_000,
      idleMs: 300_000,
      maxTurns: 40,
      maxToolCalls: null,
      budgetUsd: 5,
      maxParallel: 3,
    },
    ownLimits: [],
    sandbox: { memoryBytes: 2 * GIGABYTE, diskBytes: null, pids: 2048, setupTimeoutMs: 600_000 },
    setup: 'npm ci',
    retries: 0,
    ...rest,
  };
}

function gate(change: Partial<HelpGate>): HelpGate {
  return { name: 'tests', status: 'failed', exitCode: 1, output: '', tests: null, ...change };
}

const red = (change: Partial<HelpFacts>): ErrorHelp => errorHelp(facts({ type: 'gate_failed', ...change }));
const types = (help: ErrorHelp): string[] => help.actions.map(({ type }) => type);
const changes = (help: ErrorHelp) => help.actions.flatMap((one) => (one.type === 'retry-with' ? [one.change] : []));

describe('errorHelp', () => {
  it.each(FAILURE_TYPES)('says of %s what happened, and offers something to do', (type) => {
    const help = errorHelp(facts({ type, message: 'It went wrong.\nline one\nline two' }));
    expect(help.title).not.toBe('');
    expect(help.happened).not.toBe('');
    expect(help.advice).not.toBe('');
    expect(help.actions.length).toBeGreaterThan(0);
  });

  it('offers for a run that was replaced nothing that would replace it once more', () => {
    for (const type of FAILURE_TYPES) {
      const offered = types(errorHelp(facts({ type, isLatest: false })));
      expect(offered).not.toContain('retry');
      expect(offered).not.toContain('follow-up');
    }
  });
});

describe('a gate whose command is not there', () => {
  const NOT_FOUND = gate({ status: 'error', exitCode: 127, output: 'sh: 1: make-it-work: not found\n' });

  it('is told from a red test by exit code 127, with the name of the command', () => {
    const help = red({ gates: [NOT_FOUND], baseGates: [gate({ status: 'passed', exitCode: 0 })] });
    expect(help.kind).toBe('command_not_found');
    expect(help.happened).toContain('“make-it-work”');
    expect(help.evidence[0]).toEqual({ label: 'Gate tests, exit code 127', text: 'sh: 1: make-it-work: not found' });
    expect(types(help)).toEqual(['follow-up', 'show-gate', 'edit', 'retry']);
  });

  it('is the fault of the contract where the base lacks it, too', () => {
    const help = red({ gates: [NOT_FOUND], baseGates: [NOT_FOUND] });
    expect(help.kind).toBe('command_missing_on_base');
    expect(types(help)[0]).toBe('try-on-base');
    expect(help.evidence).toHaveLength(2);
  });

  it.each([
    ['bash: line 1: pytest: command not found', 127, 'pytest'],
    ['sh: ./run-tests.sh: Permission denied', 126, 'Its command'],
    ['npm error Missing script: "test"\nnpm error', 1, 'test'],
    ["make: *** No rule to make target 'check'.  Stop.", 2, 'check'],
    [
      "node:internal/modules/cjs/loader:1372\nError: Cannot find module '/w/bench.mjs'\n  requireStack: []",
      1,
      '/w/bench.mjs',
    ],
    ["python3: can't open file '/w/t.py': [Errno 2] No such file", 2, '/w/t.py'],
  ])('is recognised in %j', (output, exitCode, name) => {
    const help = red({ gates: [gate({ status: exitCode > 125 ? 'error' : 'failed', exitCode, output })] });
    expect(help.kind).toBe('command_not_found');
    expect(help.happened).toContain(name);
  });

  it('is no missing command where a test can not import a module', () => {
    const output =
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/w/src/new.mjs' imported from /w/test/new.test.mjs";
    expect(red({ gates: [gate({ output })] }).kind).toBe('red_test');
  });
});

describe('a red test', () => {
  const RED = gate({ output: 'ok 1 - a\nnot ok 2 - adds\n', tests: { passed: 1, failed: 1 } });

  it('shows the lines that tell it and sends them to the agent', () => {
    const help = red({ gates: [gate({ name: 'lint', status: 'passed' }), RED] });
    expect(help.kind).toBe('red_test');
    expect(help.happened).toContain('1 of 2 tests are red.');
    expect(help.evidence).toEqual([{ label: 'Gate tests', text: 'not ok 2 - adds' }]);
    const [first] = help.actions;
    expect(first).toMatchObject({ type: 'follow-up' });
    expect(first?.type === 'follow-up' ? first.text : '').toContain('not ok 2 - adds');
  });

  it.each([
    ['passed', 'so this variant broke it'],
    ['failed', 'It is red on the base, too.'],
  ] as const)('says what the base did: %s', (status, words) => {
    expect(red({ gates: [RED], baseGates: [gate({ status })] }).happened).toContain(words);
  });

  it('offers no message to an agent that can not go on', () => {
    expect(types(red({ gates: [RED], canFollowUp: false }))).toEqual(['show-gate', 'retry']);
  });
});

describe('limits', () => {
  it('doubles the time of the experiment, or the variant’s own', () => {
    expect(changes(errorHelp(facts({ type: 'timed_out' })))).toEqual([
      { field: 'timeout', variant: null, value: '30m' },
    ]);
    expect(changes(errorHelp(facts({ type: 'timed_out', ownLimits: ['timeout'] })))).toEqual([
      { field: 'timeout', variant: 'a', value: '30m' },
    ]);
    expect(changes(errorHelp(facts({ type: 'idle' })))[0]).toMatchObject({ field: 'idle', value: '10m' });
  });

  it('shows the memory that was used and allowed, and doubles it', () => {
    const help = errorHelp(facts({ type: 'out_of_memory' }));
    expect(help.evidence).toEqual([{ label: 'Memory, used and allowed', text: '2.3 GB of 2.1 GB' }]);
    expect(changes(help)).toEqual([{ field: 'memory', variant: null, value: '4g' }]);
  });

  it('doubles what was used where there was no limit', () => {
    const { sandbox } = facts();
    const help = errorHelp(facts({ type: 'out_of_memory', sandbox: { ...sandbox, memoryBytes: null } }));
    expect(changes(help)).toEqual([{ field: 'memory', variant: null, value: '6g' }]);
  });

  it.each([
    ['turn_limit', [{ field: 'maxTurns', variant: null, value: '80' }]],
    ['budget', [{ field: 'budgetUsd', variant: null, value: '10' }]],
    // The agent met a limit of its own.
    ['tool_limit', []],
    ['pids_limit', [{ field: 'pids', variant: null, value: '4096' }]],
    ['disk_limit', [{ field: 'disk', variant: null, value: '20g' }]],
  ] as const)('raises what %s met', (type, expected) => {
    expect(changes(errorHelp(facts({ type })))).toEqual(expected);
  });

  it('finds a gate that ran out of memory', () => {
    const output = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
    const help = red({ gates: [gate({ exitCode: 134, output })] });
    expect(help.kind).toBe('out_of_memory');
    expect(changes(help)[0]).toMatchObject({ field: 'memory' });
  });

  it('says of a gate that took too long whether the base does, too', () => {
    const slow = gate({ status: 'timed_out', exitCode: null });
    const help = red({ gates: [slow], baseGates: [slow] });
    expect(help.kind).toBe('gate_timed_out');
    expect(types(help)[0]).toBe('try-on-base');
  });
});

describe('a rate limit', () => {
  it('offers to retry now, by itself, and with fewer at the same time', () => {
    const help = errorHelp(facts({ type: 'agent_rate_limited' }));
    expect(types(help)).toEqual(['retry', 'retry-with', 'retry-with']);
    expect(changes(help).map(({ field, value }) => `${field} ${value}`)).toEqual(['retries 2', 'maxParallel 1']);
  });

  it('offers no retries where there are some', () => {
    const help = errorHelp(facts({ type: 'agent_rate_limited', retries: 3 }));
    expect(changes(help).map(({ field }) => field)).toEqual(['maxParallel']);
  });
});

describe('an agent that can not work', () => {
  it.each(['agent_not_logged_in', 'agent_unauthorized', 'agent_missing'] as const)(
    'leads to the page of the agents for %s',
    (type) => {
      expect(errorHelp(facts({ type })).actions[0]).toEqual({ type: 'open-agents', agent: 'claude' });
    },
  );

  it('offers to allow the hosts that it was refused, once each, and not what is allowed already', () => {
    const help = errorHelp(
      facts({
        blocked: [
          { host: 'a.example', port: 443 },
          { host: 'a.example', port: 80 },
          { host: 'b.example', port: 8443 },
        ],
        allowed: ['b.example:8443'],
      }),
    );
    const offered = help.actions.filter(
      (one): one is Extract<HelpAction, { type: 'allow-host' }> => one.type === 'allow-host',
    );
    expect(offered).toEqual([{ type: 'allow-host', entry: 'a.example' }]);
  });

  it('shows the end of what it printed', () => {
    const help = errorHelp(facts({ stderr: 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n' }));
    expect(help.evidence).toEqual([{ label: 'Last of standard error', text: 'two\nthree\nfour\nfive\nsix\nseven' }]);
  });
});

describe('a full disk', () => {
  it.each([
    ['an agent', facts({ stderr: 'ok\nError: ENOSPC: no space left on device, write\n' })],
    [
      'a set-up',
      facts({
        type: 'setup_failed',
        message: 'The set-up command ended with exit code 1.\ntar: x: No space left on device',
      }),
    ],
    ['a result', facts({ type: 'capture_failed', message: 'fatal: write error: No space left on device' })],
    ['a gate', facts({ type: 'gate_failed', gates: [gate({ output: 'cp: error writing a: Disk quota exceeded' })] })],
  ])('is told from what %s said', (_, input) => {
    const help = errorHelp(input);
    expect(help.kind).toBe('disk_full');
    expect(types(help)).toEqual(['open-data', 'retry-with', 'retry']);
    expect(help.evidence[0]?.text).toMatch(/space left|quota exceeded/);
  });
});

describe('a set-up', () => {
  it('that lacks its command says which', () => {
    const message = 'The set-up command ended with exit code 127.\nsh: 1: pnpm: not found';
    const help = errorHelp(facts({ type: 'setup_failed', message }));
    expect(help.kind).toBe('command_not_found');
    expect(help.happened).toContain('“pnpm”');
    expect(types(help)).toEqual(['try-on-base', 'edit', 'open-host', 'retry']);
  });

  it('that took too long gets more time', () => {
    const help = errorHelp(facts({ type: 'setup_failed', message: 'The set-up command took too long.' }));
    expect(changes(help)).toEqual([{ field: 'setupTimeout', variant: null, value: '20m' }]);
  });
});
