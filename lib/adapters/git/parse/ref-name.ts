/** What `git check-ref-format` allows, and nothing that could be read as an option. */
export function isValidBranchName(name: string): boolean {
  return !name.startsWith('-') && name !== 'HEAD' && isValidRefName(`refs/heads/${name}`);
}

export function isValidRefName(ref: string): boolean {
  if (ref.length > 1024 || !ref.startsWith('refs/') || ref.endsWith('.')) return false;
  if (ref.includes('..') || ref.includes('@{') || /[ ~^:?*[\\]/.test(ref) || hasControlCharacter(ref)) return false;
  return ref.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

/** A revision may be much more than a name; these can't be one in any form, or would be read as something else. */
export function isPlausibleRevision(text: string): boolean {
  return text !== '' && text.length <= 1024 && !text.startsWith('-') && !hasControlCharacter(text);
}

export function isCommitId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

function hasControlCharacter(text: string): boolean {
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
