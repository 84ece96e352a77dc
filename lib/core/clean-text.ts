/** Takes out of a text what a terminal obeys and a page must not show. Pure. */

/** Titles and links (`ESC ]`), strings of devices, movements of the cursor, and escapes of one letter. */
const SEQUENCES =
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /\u001b\][^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[PX^_][^\u001b\u009c\n]*(?:\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;
// oxlint-disable-next-line no-control-regex -- the one sequence that does no harm
const COLOUR = /^\u001b\[[\d;:]*m$/;
/** Control characters, and those that show a text in another order than it has. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Colours stay as they were written; everything else that is not text is gone. */
export function cleanText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(SEQUENCES, (sequence) => (COLOUR.test(sequence) ? sequence : ''))
    .replaceAll(CONTROL, '');
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const ANY_COLOUR = /\u001b\[[\d;:]*m/g;

/** The same without colours: what a person reads. */
export function readableText(text: string): string {
  return cleanText(text).replaceAll(ANY_COLOUR, '');
}
