// What was started or made is ended and removed, last one first, also after Ctrl-C.
const actions = [];

export function atEnd(action) {
  actions.push(action);
}

export async function cleanUp() {
  for (let action = actions.pop(); action; action = actions.pop()) {
    await Promise.resolve(action()).catch((error) => process.stderr.write(`Clean-up: ${error.message}\n`));
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
}
