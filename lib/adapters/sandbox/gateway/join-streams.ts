import type { Duplex } from 'node:stream';

/** Passes both ways until both have ended. What one has sent before it closed still arrives. */
export function joinStreams(one: Duplex, other: Duplex): void {
  one.pipe(other);
  other.pipe(one);
  closeWith(one, other);
  closeWith(other, one);
}

function closeWith(one: Duplex, other: Duplex): void {
  one.on('error', () => other.destroy());
  one.once('close', () => {
    if (other.writableEnded && !other.writableFinished) other.once('finish', () => other.destroy());
    else other.destroy();
  });
}
