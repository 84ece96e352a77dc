// Makes a clone ready to start and does nothing when it is: install, generate, bundle, build the pages.
import { nodeProblem } from './lib/node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  process.stderr.write(`${problem}\n`);
  process.exit(3);
}
const [{ setup }, { explain }] = await Promise.all([import('./lib/setup.mjs'), import('./lib/say.mjs')]);
await setup({ web: true }).catch((error) => (process.exitCode = explain(error)));
