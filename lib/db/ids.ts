import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 12 characters of Crockford's base 32 (60 bits): safe in refs, file names and URLs, easy to read aloud. */
export function newId(): string {
  return Array.from(randomBytes(12), (byte) => ALPHABET[byte & 31]).join('');
}
