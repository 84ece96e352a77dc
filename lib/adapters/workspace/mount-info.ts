/** Mount points below a folder (real path) as `/proc/self/mountinfo` has them, the last mounted first. */
export function mountsBelow(mountInfo: string, dir: string): string[] {
  const points = mountInfo.split('\n').flatMap((line) => {
    const point = line.split(' ')[4];
    return point === undefined ? [] : [unescape(point)];
  });
  return points.filter((point) => point.startsWith(`${dir}/`)).toReversed();
}

/** Blanks, tabs, line breaks and backslashes stand as three octal digits; the rest are bytes. */
function unescape(field: string): string {
  const bytes = field.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
