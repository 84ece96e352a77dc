/** The fields of NUL-terminated output. `latin1` keeps the bytes of names that are not UTF-8. */
export function splitNul(output: Buffer, encoding: 'utf8' | 'latin1' = 'utf8'): string[] {
  const fields = output.toString(encoding).split('\0');
  if (fields.at(-1) === '') fields.pop();
  return fields;
}
