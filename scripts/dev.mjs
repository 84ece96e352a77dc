// The product from its sources: Next's development server, the worker through tsx, the embedded database.
import { runOpenly } from './lib/child.mjs';
import { explain } from './lib/say.mjs';
import { setup } from './lib/setup.mjs';

try {
  await setup({ web: false });
  // Ctrl-C reaches the child through the terminal; this process waits for it to stop things in order.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
  process.exitCode = await runOpenly(process.execPath, ['bin/bakeoff', 'up', '--dev', ...process.argv.slice(2)]);
} catch (error) {
  process.exitCode = explain(error);
}
