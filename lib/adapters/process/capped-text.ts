/** Text that keeps its head and its tail when it grows over a cap; the middle gives way to one line that says so. */
export class CappedText {
  private head = '';
  private tail = '';
  private dropped = 0;
  private readonly headMax: number;
  private readonly tailMax: number;

  constructor(maxChars: number) {
    this.headMax = Math.floor(maxChars / 4);
    this.tailMax = maxChars - this.headMax;
  }

  append(text: string): void {
    const room = this.headMax - this.head.length;
    if (room > 0) this.head += text.slice(0, room);
    this.tail += room > 0 ? text.slice(room) : text;
    // Cutting only at twice the size keeps appending linear.
    if (this.tail.length > this.tailMax * 2) this.trim();
  }

  toString(): string {
    this.trim();
    if (this.dropped === 0) return this.head + this.tail;
    return `${this.head}\n[… ${this.dropped} characters left out …]\n${this.tail}`;
  }

  private trim(): void {
    const over = this.tail.length - this.tailMax;
    if (over <= 0) return;
    this.dropped += over;
    this.tail = this.tail.slice(over);
  }
}

/** One text under the same rule. */
export function capText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const capped = new CappedText(maxChars);
  capped.append(text);
  return capped.toString();
}
