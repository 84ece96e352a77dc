/** The agent `demo`: needs no account, edits the demo project for real, and takes notes anywhere else. */
import { readFile } from 'node:fs/promises';
import { errorMessage } from '@/lib/errors';
import { hostEnvironment } from '@/lib/env';
import { Transcript } from '@/workers/demo-agent/transcript';
import { isDemoProject, noteDown, repairDemo } from '@/workers/demo-agent/work';

const MAX_SPEED = 1000;

function speed(): number {
  const value = Number(hostEnvironment().BAKEOFF_DEMO_SPEED ?? '1');
  return Number.isFinite(value) && value > 0 ? Math.min(value, MAX_SPEED) : 1;
}

async function main(): Promise<void> {
  const prompt = await readFile(process.argv[2] ?? '', 'utf8');
  const transcript = new Transcript({ prompt, speed: speed(), model: hostEnvironment().DEMO_MODEL ?? 'demo-1' });
  try {
    const isDemo = await isDemoProject(process.cwd());
    const answer = isDemo ? await repairDemo(transcript, prompt) : await noteDown(transcript, prompt);
    transcript.end({ answer, failed: false });
  } catch (cause) {
    transcript.end({ answer: errorMessage(cause), failed: true });
    process.exitCode = 1;
  }
}

await main();
