/** The built-in demo: a small real project with a slow, buggy function, and three ways to repair it. */
import { BASE_OVERLAPS, MAP_INDEX, MAP_OVERLAPS, QUICK_OVERLAPS, SWEEP_OVERLAPS } from './demo/overlaps-sources';
import { BENCH, OVERLAPS_TEST, README } from './demo/project-sources';

export type DemoFile = { path: string; text: string };

export type DemoApproach = {
  id: string;
  /** As the example experiment words it; the demo agent recognises it in its prompt. */
  approach: string;
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
  ];
}

const SWEEP: DemoApproach = {
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
    id: 'quick',
    approach: 'Quick rewrite',
    plan: ['Rewrite findOverlaps'],
    files: [{ path: SOURCE, text: QUICK_OVERLAPS }],
    runsTests: false,
    answer:
      'I rewrote findOverlaps: it sorts the bookings and compares neighbours, which is very fast. This should work.',
  },
];

/** The approach that a prompt asks for; a task without a known one is done the careful way. */
export function findDemoApproach(prompt: string): DemoApproach {
  const text = prompt.toLowerCase();
  return DEMO_APPROACHES.find(({ approach }) => text.includes(approach.toLowerCase())) ?? SWEEP;
}
