/** The built-in demo: a small real project with a slow, buggy function, and three ways to repair it. */
import { BASE_OVERLAPS, MAP_INDEX, MAP_OVERLAPS, QUICK_OVERLAPS, SWEEP_OVERLAPS } from './demo/overlaps-sources';
import { API_CHECK, API_LOAD, BASE_API, CACHE_API, LEAN_API, ROOMS_API } from './demo/api-sources';
import {
  CHECK,
  CHECK_TEST,
  CLI,
  EXAMPLE_NOTES,
  OPERATOR_NOTES,
  PRINT_ROOMS,
  ROOMS,
  ROOMS_TEST,
  SHORT_NOTES,
} from './demo/feature-sources';
import { BENCH, OVERLAPS_TEST, README } from './demo/project-sources';

export type DemoFile = { path: string; text: string };

export type DemoApproach = {
  id: string;
  /** As the example experiment words it; the demo agent recognises it in its prompt. */
  approach: string;
  /** What it reads before it begins, and what it says about it. */
  reads: string;
  finding: string;
  plan: string[];
  files: DemoFile[];
  /** Whether this way looks at the tests before it says that it is done. */
  runsTests: boolean;
  answer: string;
};

export const DEMO_PACKAGE_NAME = 'overlapping-bookings';
const SOURCE = 'src/overlaps.mjs';

/** Every file of the demo project as it begins. */
export function demoProjectFiles(): DemoFile[] {
  const manifest = {
    name: DEMO_PACKAGE_NAME,
    version: '1.0.0',
    private: true,
    type: 'module',
    scripts: { test: 'node --test', bench: 'node bench.mjs' },
  };
  return [
    { path: 'package.json', text: `${JSON.stringify(manifest, null, 2)}\n` },
    { path: 'README.md', text: README },
    { path: '.gitignore', text: 'node_modules\n' },
    { path: SOURCE, text: BASE_OVERLAPS },
    { path: 'test/overlaps.test.mjs', text: OVERLAPS_TEST },
    { path: 'bench.mjs', text: BENCH },
    { path: 'api/server.mjs', text: BASE_API },
    { path: 'api/check.mjs', text: API_CHECK },
    { path: 'api/load.mjs', text: API_LOAD },
  ];
}

const OVERLAPS = {
  reads: SOURCE,
  finding: 'findOverlaps compares every booking with every other one, and misses those that start together.',
};

const SWEEP: DemoApproach = {
  ...OVERLAPS,
  id: 'sweep',
  approach: 'Sort once, then sweep',
  plan: ['Read findOverlaps and its tests', 'Sort by start and sweep over the open bookings', 'Run the tests'],
  files: [{ path: SOURCE, text: SWEEP_OVERLAPS }],
  runsTests: true,
  answer:
    'findOverlaps now sorts the bookings once and keeps only the open ones of each room while it sweeps over them. Bookings that start together are found too. All tests pass.',
};

export const DEMO_APPROACHES: readonly DemoApproach[] = [
  SWEEP,
  {
    ...OVERLAPS,
    id: 'map',
    approach: 'Index with a map',
    plan: [
      'Read findOverlaps and its tests',
      'Write an index of rooms and hours',
      'Use it in findOverlaps',
      'Run the tests',
    ],
    files: [
      { path: 'src/room-index.mjs', text: MAP_INDEX },
      { path: SOURCE, text: MAP_OVERLAPS },
    ],
    runsTests: true,
    answer:
      'Bookings are now indexed by room and by slot of the day, and only those that share a slot are compared. The index is a module of its own. All tests pass.',
  },
  {
    ...OVERLAPS,
    id: 'quick',
    approach: 'Quick rewrite',
    plan: ['Rewrite findOverlaps'],
    files: [{ path: SOURCE, text: QUICK_OVERLAPS }],
    runsTests: false,
    answer:
      'I rewrote findOverlaps: it sorts the bookings and compares neighbours, which is very fast. This should work.',
  },
];

/** What else the demo agent can do in the demo project: to its interface, and beside its function. */
export const DEMO_EXTRAS: readonly DemoApproach[] = [
  apiApproach({
    id: 'cache',
    approach: 'Keep answers',
    text: CACHE_API,
    runsTests: true,
    answer:
      'The interface now keeps its last hundred answers by what was asked, and looks for overlaps once instead of twice.',
  }),
  apiApproach({
    id: 'rooms',
    approach: 'Room by room',
    text: ROOMS_API,
    runsTests: true,
    answer: 'The interface now looks at each room alone, which leaves far fewer bookings to compare, and looks once.',
  }),
  apiApproach({
    id: 'lean',
    approach: 'A leaner answer',
    text: LEAN_API,
    runsTests: false,
    answer: 'The interface now answers with the count alone, which is much less to send. This should be faster.',
  }),
  feature({
    id: 'cli',
    approach: 'A command line',
    files: [{ path: 'cli.mjs', text: CLI }],
    answer: 'cli.mjs reads bookings from standard input and prints the pairs that overlap.',
  }),
  feature({
    id: 'rooms-report',
    approach: 'A report of rooms',
    files: [
      { path: 'src/rooms.mjs', text: ROOMS },
      { path: 'test/rooms.test.mjs', text: ROOMS_TEST },
    ],
    answer: 'overlapsByRoom says how many overlaps each room has; it has a test.',
  }),
  feature({
    id: 'print-rooms',
    approach: 'Print the report',
    files: [{ path: 'print-rooms.mjs', text: PRINT_ROOMS }],
    answer: 'print-rooms.mjs prints what overlapsByRoom answers, as the contract has it.',
  }),
  feature({
    id: 'input-check',
    approach: 'A check of the input',
    files: [
      { path: 'src/check-bookings.mjs', text: CHECK },
      { path: 'test/check-bookings.test.mjs', text: CHECK_TEST },
    ],
    answer: 'bookingProblems says in sentences what is wrong with bookings; it has a test.',
  }),
  notes('short-notes', 'Short notes', SHORT_NOTES),
  notes('example-notes', 'Notes with an example', EXAMPLE_NOTES),
  notes('operator-notes', 'Notes for operators', OPERATOR_NOTES),
];

function apiApproach(
  input: Pick<DemoApproach, 'id' | 'approach' | 'runsTests' | 'answer'> & { text: string },
): DemoApproach {
  const { text, ...rest } = input;
  return {
    ...rest,
    reads: 'api/server.mjs',
    finding: 'The interface looks for the overlaps twice with each request, and forgets every answer at once.',
    plan: ['Read the interface and its check', 'Change the interface', ...(input.runsTests ? ['Run the tests'] : [])],
    files: [{ path: 'api/server.mjs', text }],
  };
}

function feature(input: Pick<DemoApproach, 'id' | 'approach' | 'files' | 'answer'>): DemoApproach {
  return {
    ...input,
    reads: SOURCE,
    finding: 'findOverlaps is all that I need; what I add stands beside it.',
    plan: ['Read findOverlaps', 'Write what is asked for', 'Run the tests'],
    runsTests: true,
  };
}

function notes(id: string, approach: string, text: string): DemoApproach {
  return {
    ...feature({ id, approach, files: [{ path: 'CHANGES.md', text }], answer: 'CHANGES.md says what is new.' }),
    reads: 'README.md',
    finding: 'The README says nothing about what is new.',
    plan: ['Read the README', 'Write the notes'],
    runsTests: false,
  };
}

/** Sections of a prompt that hold what others answered begin like this. */
const ANSWERS = /^# What .+ answered/m;

/**
 * The approach that a prompt asks for; what others answered counts only where the request itself names none. A task
 * without a known one is done the careful way.
 */
export function findDemoApproach(prompt: string): DemoApproach {
  const end = prompt.search(ANSWERS);
  const asked = end === -1 ? prompt : prompt.slice(0, end);
  return namedIn(asked) ?? namedIn(prompt) ?? SWEEP;
}

function namedIn(prompt: string): DemoApproach | undefined {
  const text = prompt.toLowerCase();
  return [...DEMO_APPROACHES, ...DEMO_EXTRAS].find(({ approach }) => text.includes(approach.toLowerCase()));
}

export type DemoAnswer = { from: string; text: string };

/** What others answered, as a prompt passes it on. */
export function answersIn(prompt: string): DemoAnswer[] {
  const sections = prompt.split(/^# /m).slice(1);
  return sections.flatMap((section) => {
    const found = /^What (.+?) answered[^\n]*\n+([^]*)$/.exec(section);
    if (!found?.[1] || found[2] === undefined) return [];
    const text = found[2]
      .replace(/^~{3,}\n/, '')
      .replace(/\n~{3,}[^]*$/, '')
      .trim();
    return [{ from: found[1], text }];
  });
}

/** Whether a prompt asks for an answer and not for changes. */
export function wantsReport(prompt: string): boolean {
  return /your answer is the product/i.test(prompt);
}
