/** The environments that git runs in. Both are explicit; nothing of the server's own environment slips in. */

export type HostEnvironment = Readonly<Record<string, string | undefined>>;

const ALWAYS = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_EDITOR: 'false',
  GIT_PAGER: 'cat',
};

const COMMON_CONFIG = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'protocol.ext.allow': 'never',
  'submodule.recurse': 'false',
  'fetch.recurseSubmodules': 'false',
  'advice.detachedHead': 'false',
};

const ISOLATED_CONFIG = {
  ...COMMON_CONFIG,
  'core.attributesFile': '/dev/null',
  'core.untrackedCache': 'false',
  'core.splitIndex': 'false',
  'core.sshCommand': '/bin/false',
  'core.alternateRefsCommand': '/bin/false',
  'core.safecrlf': 'false',
  'credential.helper': '',
  'commit.gpgSign': 'false',
  'gpg.program': '/bin/false',
  'diff.external': '',
  'diff.ignoreSubmodules': 'all',
  'protocol.file.allow': 'always',
  'protocol.version': '2',
};

/** What a person's own git needs to find its configuration, its credentials and the network. */
const PERSON_NAMES = [
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'SSH_AUTH_SOCK',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_SSL_CAINFO',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  ...['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]),
];

/** For the product's own repositories and whatever an agent touched: no configuration but ours. */
export function isolatedEnvironment(host: HostEnvironment, config: Record<string, string>): Record<string, string> {
  return {
    ...ALWAYS,
    PATH: searchPath(host),
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    ...configVariables({ ...ISOLATED_CONFIG, ...config }),
  };
}

/** For the user's own repository and remotes: their configuration, but no hooks and no questions. */
export function personEnvironment(host: HostEnvironment, config: Record<string, string>): Record<string, string> {
  const own: Record<string, string> = {};
  for (const name of PERSON_NAMES) {
    const value = host[name];
    if (value !== undefined) own[name] = value;
  }
  return {
    ...own,
    ...ALWAYS,
    PATH: searchPath(host),
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
    ...configVariables({ ...COMMON_CONFIG, ...config }),
  };
}

function searchPath(host: HostEnvironment): string {
  return host.PATH ?? '/usr/local/bin:/usr/bin:/bin';
}

/** The form of `git -c` that needs no argument quoting and does not show in the process list. */
function configVariables(config: Record<string, string>): Record<string, string> {
  const variables: Record<string, string> = {};
  const entries = Object.entries(config);
  for (const [index, [key, value]] of entries.entries()) {
    variables[`GIT_CONFIG_KEY_${index}`] = key;
    variables[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return { ...variables, GIT_CONFIG_COUNT: String(entries.length) };
}
