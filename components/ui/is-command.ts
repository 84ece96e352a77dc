/** An instruction is either something to type or a sentence to read; sentences start with a capital or end in a dot. */
export function isCommand(text: string): boolean {
  const trimmed = text.trim();
  return !/^[A-Z]/.test(trimmed) && !trimmed.endsWith('.') && !trimmed.includes('\n');
}
