import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { assertNever } from '@/lib/core/assert-never';
import { answersIn } from '@/lib/core/demo-project';
import { conclusion, type Lens, lensOf, type Measured, opinion, readTap } from '@/lib/core/demo/opinion';
import { readShown, runShown } from '@/workers/demo-agent/work';
import type { Transcript } from '@/workers/demo-agent/transcript';

const SOURCES = 'src';
const FUNCTION = 'src/overlaps.mjs';

/** Looks at the demo project and answers; changes nothing. What it says of others is what they answered. */
export async function writeReport(transcript: Transcript, prompt: string): Promise<string> {
  const others = answersIn(prompt);
  const lens = lensOf(prompt);
  await transcript.think('I was asked for an answer, so I look and measure, and change nothing.');
  const answer =
    lens === null && others.length > 0 ? conclusion(others) : await look(transcript, lens ?? 'tests', others);
  await transcript.say(answer);
  return answer;
}

async function look(transcript: Transcript, lens: Lens, others: ReturnType<typeof answersIn>): Promise<string> {
  const plan = ['Read the function', 'Measure it', 'Say what follows'];
  await transcript.plan(plan, 0);
  await readShown(transcript, FUNCTION);
  const measured = await measure(transcript, lens);
  await transcript.plan(plan, 2);
  return opinion(measured, others);
}

const benchSchema = z.object({ ms: z.number() });

async function measure(transcript: Transcript, lens: Lens): Promise<Measured> {
  switch (lens) {
    case 'tests':
      return { lens, ...readTap(await runShown(transcript, ['--test', '--test-reporter=tap'])) };
    case 'speed': {
      const printed = await runShown(transcript, ['bench.mjs']);
      return { lens, ms: benchSchema.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? '')).ms };
    }
    case 'size': {
      const files = (await readdir(SOURCES)).filter((name) => name.endsWith('.mjs'));
      const texts = await Promise.all(files.map((name) => readFile(path.join(SOURCES, name), 'utf8')));
      return { lens, files: files.length, lines: texts.reduce((sum, text) => sum + text.split('\n').length - 1, 0) };
    }
    default:
      return assertNever(lens);
  }
}
