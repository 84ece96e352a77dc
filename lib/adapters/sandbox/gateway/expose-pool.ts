import type { Duplex } from 'node:stream';

const MAX_PARKED = 16;
const WAIT_MS = 10_000;
const TAKEN = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: bakeoff-expose\r\n\r\n';

export type ExposePool = {
  /** Keeps a connection that the bridge opened, until somebody wants to go in through it. */
  park: (socket: Duplex) => void;
  take: () => Promise<Duplex>;
  close: () => void;
};

/** Ways into a sandbox that the inside opened: the host itself never connects to anything that a sandbox made. */
export function createExposePool(): ExposePool {
  const parked: Duplex[] = [];
  const waiting: { give: (socket: Duplex) => void; refuse: (cause: Error) => void }[] = [];
  const forget = (socket: Duplex): void => {
    const at = parked.indexOf(socket);
    if (at >= 0) parked.splice(at, 1);
  };
  return {
    park: (socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('close', () => forget(socket));
      const next = waiting.shift();
      if (next) return next.give(open(socket));
      if (parked.length >= MAX_PARKED) parked.shift()?.destroy();
      parked.push(socket);
    },
    take: () => {
      const socket = parked.shift();
      if (socket) return Promise.resolve(open(socket));
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(new Error(`The preview opened no way in within ${WAIT_MS / 1000} s. See whether its command runs.`));
        }, WAIT_MS);
        const settle =
          <T>(act: (value: T) => void) =>
          (value: T): void => {
            clearTimeout(timer);
            act(value);
          };
        const entry = { give: settle(resolve), refuse: settle(reject) };
        waiting.push(entry);
      });
    },
    close: () => {
      for (const { refuse } of waiting.splice(0)) refuse(new Error('The preview has ended.'));
      for (const socket of parked.splice(0)) socket.destroy();
    },
  };
}

function open(socket: Duplex): Duplex {
  socket.write(TAKEN);
  return socket;
}
