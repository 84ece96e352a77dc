/** A complete environment for a child. Next's types say that NODE_ENV is always set, which no child needs. */
export function childEnv(env: Record<string, string>): NodeJS.ProcessEnv {
  return env as NodeJS.ProcessEnv;
}
