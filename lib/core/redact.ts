/** Takes secrets out of texts before they are stored or shown. */

export type Redactor = {
  redact: (text: string) => string;
  /** How many characters at the end of a streamed text may be the beginning of a secret whose rest is still to come. */
  openSuffix: (text: string) => number;
};

const MARK = '[redacted]';
/** Shorter values are words that appear everywhere; hiding them would hide the text. */
const MIN_SECRET_CHARS = 6;

/** What keys of well-known services look like, for secrets that nobody told us of. */
const PATTERNS = [
  'sk-[A-Za-z0-9_-]{20,}',
  'gh[pousr]_[A-Za-z0-9]{30,}',
  'github_pat_[A-Za-z0-9_]{30,}',
  'glpat-[A-Za-z0-9_-]{20,}',
  'xox[abprs]-[A-Za-z0-9-]{10,}',
  'npm_[A-Za-z0-9]{36}',
  '(?:AKIA|ASIA)[0-9A-Z]{16}',
  'AIza[A-Za-z0-9_-]{35}',
  'eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}',
  '-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]{0,8000}?-----END [A-Z ]*PRIVATE KEY-----',
  '(?<=[Bb]earer )[A-Za-z0-9._~+/-]{16,}=*',
  '(?<=://[^\\s/:@]{1,100}:)[^\\s/@]{3,200}(?=@)',
];

export function createRedactor(secrets: readonly string[]): Redactor {
  const values = [...new Set(secrets.flatMap(forms))].filter((value) => value.length >= MIN_SECRET_CHARS);
  // The longest first: a secret may begin with another one.
  const known = values.sort((a, b) => b.length - a.length).map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp([...known, ...PATTERNS].join('|'), 'g');
  return {
    redact: (text) => text.replace(pattern, MARK),
    openSuffix: (text) => Math.max(0, ...values.map((value) => sharedEnd(text, value))),
  };
}

/** A secret as it is, and as it looks inside JSON or a URL. */
function forms(secret: string): string[] {
  const trimmed = secret.trim();
  return [trimmed, JSON.stringify(trimmed).slice(1, -1), encodeURIComponent(trimmed)];
}

function sharedEnd(text: string, secret: string): number {
  for (let length = Math.min(text.length, secret.length - 1); length > 0; length--) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTH/i;
const NO_SECRET_NAME = /^(SSH_AUTH_SOCK|GIT_AUTHOR_.*)$/;

/** The values of an environment that look secret by their names. */
export function secretsOf(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env)
    .filter(([name]) => SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name))
    .map(([, value]) => value)
    .filter((value) => value.length >= MIN_SECRET_CHARS);
}
