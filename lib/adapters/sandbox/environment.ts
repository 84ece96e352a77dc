import { userInfo } from 'node:os';
import { userPath } from '@/lib/adapters/process/user-path';

type Host = Readonly<Record<string, string | undefined>>;

/** What the server knows of itself never reaches what runs in a sandbox; the speed of the demo is no secret. */
function isServerVariable(name: string): boolean {
  return name === 'DATABASE_URL' || (name.startsWith('BAKEOFF_') && name !== 'BAKEOFF_DEMO_SPEED');
}

/** The environment of everything in a sandbox: a person's terminal without what is in it, plus what is named. */
export function sandboxEnvironment(input: {
  host: Host;
  /** A folder for temporary files that no other sandbox uses. */
  tmp: string;
  passEnv: readonly string[];
  extra: Record<string, string>;
}): Record<string, string> {
  const { host, tmp, passEnv, extra } = input;
  const user = host.USER ?? host.LOGNAME ?? userName();
  const passed = passEnv.filter((name) => !isServerVariable(name)).flatMap((name) => pick(host, name));
  return {
    HOME: host.HOME ?? tmp,
    LANG: host.LANG ?? 'C.UTF-8',
    TERM: 'dumb',
    TMPDIR: tmp,
    USER: user,
    LOGNAME: user,
    SHELL: host.SHELL ?? '/bin/sh',
    ...GIT,
    ...Object.fromEntries(passed),
    // What the experiment spells out is the person's own, also a DATABASE_URL for the project's tests.
    ...extra,
    // Last, and completed: a PATH that the experiment sets still has the usual folders behind it.
    PATH: userPath({ ...host, ...(extra.PATH === undefined ? {} : { PATH: extra.PATH }) }),
  };
}

/** Agents commit. Neither a missing identity, nor a question, nor a signing key of the user's may stop them. */
const GIT: Record<string, string> = {
  GIT_AUTHOR_NAME: 'Bakeoff',
  GIT_AUTHOR_EMAIL: 'bakeoff@localhost',
  GIT_COMMITTER_NAME: 'Bakeoff',
  GIT_COMMITTER_EMAIL: 'bakeoff@localhost',
  GIT_TERMINAL_PROMPT: '0',
  GIT_EDITOR: 'true',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'commit.gpgSign',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_CONFIG_KEY_1: 'tag.gpgSign',
  GIT_CONFIG_VALUE_1: 'false',
};

function pick(host: Host, name: string): [string, string][] {
  const value = host[name];
  return value === undefined ? [] : [[name, value]];
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under an id without an entry in its user table.
    return 'user';
  }
}
