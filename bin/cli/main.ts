/** `bakeoff`: reads the arguments, calls one command, prints what it leaves behind. */
import { CommanderError } from 'commander';
import { type Outcome, outcomeOfError } from '@/bin/cli/outcome';
import { buildProgram } from '@/bin/cli/program';

export async function main(argv: string[]): Promise<void> {
  const wantsJson = argv.includes('--json');
  const print = (outcome: Outcome): void => {
    if (wantsJson && outcome.json !== undefined) process.stdout.write(`${JSON.stringify(outcome.json, null, 2)}\n`);
    else if (!wantsJson && outcome.text !== '') process.stdout.write(`${outcome.text}\n`);
    if (outcome.complaint !== undefined) process.stderr.write(`${outcome.complaint}\n`);
    process.exitCode = outcome.exitCode;
  };
  // The reader of a pipe may leave early (`bakeoff logs | head`), which is no failure.
  process.stdout.on('error', () => process.exit(0));
  try {
    await buildProgram(print).parseAsync(argv, { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError) process.exitCode = cause.exitCode === 0 ? 0 : 2;
    else print(outcomeOfError(cause));
  }
  // Whatever a failure left open (a pool, a socket) must not keep the command from ending.
  process.exit();
}
