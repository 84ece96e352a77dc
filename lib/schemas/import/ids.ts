/** Ids of tasks that can be part of a git ref and differ also in a file system without upper case. Pure. */
import { refPartProblem } from '@/lib/schemas/experiment-file/checks';

const MAX_LENGTH = 40;

export class Ids {
  readonly #taken = new Set<string>();

  /** The id itself where that is possible, else one that resembles it. */
  take(wanted: string): string {
    const stem = refPartProblem(wanted) === null ? wanted : slug(wanted);
    let id = stem;
    for (let number = 2; this.#taken.has(id.toLowerCase()); number++) {
      const ending = `-${number}`;
      id = `${stem.slice(0, MAX_LENGTH - ending.length).replace(/[.-]+$/, '')}${ending}`;
    }
    this.#taken.add(id.toLowerCase());
    return id;
  }
}

function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase();
  const cut = plain.length <= MAX_LENGTH ? plain : plain.slice(0, MAX_LENGTH + 1).replace(/-[^-]*$/, '');
  const id = cut.slice(0, MAX_LENGTH).replaceAll(/^-+|-+$/g, '');
  return id === '' || id === 'lock' ? 'task' : id;
}
