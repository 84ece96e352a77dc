/** The agent `demo`: needs no account, edits the demo project or reports on it for real, and takes notes elsewhere. */
import { readFile } from 'node:fs/promises';
import { wantsReport } from '@/lib/core/demo-project';
import { errorMessage } from '@/lib/errors';
import { hostEnvironment } from '@/lib/env';
import { writeReport } from '@/workers/demo-agent/report';
import { Transcript } from '@/workers/demo-agent/transcript';
import { isDemoProject, noteDown, repairDemo } from '@/workers/demo-agent/work';

const MAX_SPEED = 1000;

function speed(): number {
  const value = Number(hostEnvironment().BAKEOFF_DEMO_SPEED ?? '1');
  return Number.isFinite(value) && value > 0 ? Math.min(value, MAX_SPEED) : 1;
}

async function work(transcript: Transcript, prompt: string): Promise<string> {
  if (!(await isDemoProject(process.cwd()))) return noteDown(transcript, prompt);
  return wantsReport(prompt) ? writeReport(transcript, prompt) : repairDemo(transcript, prompt);
}

async function main(): Promise<void> {
  const prompt = await readFile(process.argv[2] ?? '', 'utf8');
  const transcript = new Transcript({ prompt, speed: speed(), model: hostEnvironment().DEMO_MODEL ?? 'demo-1' });
  try {
    const answer = await work(transcript, prompt);
    transcript.end({ answer, failed: false });
  } catch (cause) {
    transcript.end({ answer: errorMessage(cause), failed: true });
    process.exitCode = 1;
  }
}

await main();
