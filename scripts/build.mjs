// Builds whatever changed, without looking at the installation.
import { withSetupLock } from './lib/lock.mjs';
import { explain } from './lib/say.mjs';
import { programSteps, runSteps, webSteps } from './lib/steps.mjs';

await withSetupLock(() => runSteps([...programSteps, ...webSteps])).catch((error) => {
  process.exitCode = explain(error);
});
