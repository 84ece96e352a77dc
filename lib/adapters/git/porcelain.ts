import { simpleGit, type SimpleGit } from 'simple-git';
import { environmentOf, type Git, type GitPlace } from './exec';

/**
 * simple-git in the same explicit environment as every other call. It is used where an exit code carries no meaning of
 * its own; the `errors` plugin makes any other than 0 a rejection, which it does not do by itself.
 */
export function porcelain(git: Git, place: GitPlace & { cwd: string }): SimpleGit {
  const env = environmentOf(git.host, place);
  return simpleGit({
    baseDir: place.cwd,
    allowEnvironment: Object.keys(env),
    // Its guard can't tell our settings that switch things off from hostile ones that switch them on.
    unsafe: {
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeHooksPath: true,
      allowUnsafeSshCommand: true,
      allowUnsafeAskPass: true,
      allowUnsafeEditor: true,
      allowUnsafePager: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeGpgProgram: true,
      allowUnsafeDiffExternal: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeSubmodule: true,
    },
    timeout: { block: 60_000 },
    errors: (error, result) => {
      if (result.exitCode === 0) return error;
      return error ?? new Error(Buffer.concat(result.stdErr).toString('utf8') || `git ended with ${result.exitCode}`);
    },
  }).env(env);
}
