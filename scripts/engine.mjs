// A container engine for tests: `node scripts/engine.mjs start docker|podman FOLDER`, `node scripts/engine.mjs stop FOLDER`.
import { startEngine, stopEngine } from './lib/engine.mjs';
import { explain, Sentence } from './lib/say.mjs';

async function main([verb, ...rest]) {
  if (verb === 'start' && ['docker', 'podman'].includes(rest[0]) && rest[1]) {
    process.stdout.write(`${JSON.stringify(await startEngine(rest[0], rest[1]))}\n`);
  } else if (verb === 'stop' && rest[0]) await stopEngine(rest[0]);
  else throw new Sentence('Usage: node scripts/engine.mjs start docker|podman FOLDER, or: stop FOLDER');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error);
}
