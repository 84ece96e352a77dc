/** What an agent said, from the pieces in which it came. Pure. */

export type AnswerPiece =
  | { type: 'message'; id: string | null; text: string }
  | { type: 'output'; stream: 'stdout' | 'stderr'; text: string }
  /** Something came between: a tool, a prompt, the end of a turn. */
  | { type: 'cut' };

/** All messages in their order, an empty line between two; of an agent without messages, what it printed. */
export function answerOf(pieces: readonly AnswerPiece[]): string {
  const messages: { id: string | null; text: string }[] = [];
  let isOpen = false;
  for (const piece of pieces) {
    if (piece.type === 'cut') isOpen = false;
    if (piece.type !== 'message') continue;
    const last = messages.at(-1);
    if (last && last.id === piece.id && (piece.id !== null || isOpen)) last.text += piece.text;
    else messages.push({ id: piece.id, text: piece.text });
    isOpen = true;
  }
  const said = messages.map(({ text }) => text.trim()).filter((text) => text !== '');
  if (said.length > 0) return said.join('\n\n');
  return pieces.map((piece) => (piece.type === 'output' && piece.stream === 'stdout' ? piece.text : '')).join('');
}
