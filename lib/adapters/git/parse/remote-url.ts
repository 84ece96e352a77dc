const ALLOWED_SCHEMES = new Set(['https:', 'http:', 'ssh:', 'git:', 'file:']);

/** An address that git may fetch from: a URL of a plain transport, or `user@host:path`. Never `ext::` or an option. */
export function isAllowedRemote(url: string): boolean {
  if (url.length > 2048 || url.startsWith('-') || url.includes('::') || /[\s\p{Cc}]/u.test(url)) return false;
  const scheme = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(url);
  if (!scheme) return /^(?:[\w.+-]+@)?[A-Za-z0-9][\w.-]*:(?!-)\S+$/.test(url);
  if (!ALLOWED_SCHEMES.has((scheme[1] ?? '').toLowerCase())) return false;
  // ssh reads a host that begins with a dash as an option.
  return !/^[a-z+]+:\/\/(?:[^/@]*@)?-/i.test(url);
}

/** Text without the passwords and tokens of the URLs in it. A user name of ssh is part of the address and stays. */
export function withoutCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*):\/\/([^\s/@:]*)(:[^\s@]*)?@/gi, (_, scheme: string, user: string) =>
    /ssh|^git$/i.test(scheme) && user !== '' ? `${scheme}://${user}@` : `${scheme}://`,
  );
}
