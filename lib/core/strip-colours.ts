// oxlint-disable-next-line no-control-regex -- terminal sequences begin with the ESC control character
const COLOUR = /\u001B\[[0-9;]*[A-Za-z]/g;

/** Text without the colours that a program writes for a terminal. */
export function stripColours(text: string): string {
  return text.replace(COLOUR, '');
}
