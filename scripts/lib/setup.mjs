import { install, isInstalled } from './install.mjs';
import { withSetupLock } from './lock.mjs';
import { checkGit } from './requirements.mjs';
import { say, seconds } from './say.mjs';
import { programSteps, runSteps, staleSteps, webSteps } from './steps.mjs';

/**
 * Everything between a clone and a product that starts; says nothing and takes no lock when all is fresh. The pages
 * are built only where they are asked for: the command line does not need them.
 */
export async function setup({ web }) {
  checkGit();
  const steps = web ? [...programSteps, ...webSteps.slice(1)] : programSteps;
  if (isInstalled() && staleSteps(steps).length === 0) return;
  const startedAt = Date.now();
  await withSetupLock(async () => {
    if (!isInstalled()) await install();
    await runSteps(steps);
  });
  say(`Set up in ${seconds(startedAt)}.`);
}
