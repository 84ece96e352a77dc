/** Text for terminals and for programs that read plain text. Everything from outside loses its escapes. */
const ESCAPES =
  // oxlint-disable-next-line no-control-regex -- control characters are what it removes
  /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text of agents, files and branches without anything that a terminal would obey. */
export function plain(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(ESCAPES, '');
}

export function oneLine(text: string, width: number): string {
  const line = plain(text).replace(/\s+/g, ' ').trim();
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}
