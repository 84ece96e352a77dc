/**
 * An experiment that is being written. The text is the only truth: the form reads fields from it and each change makes
 * a new text, so that comments, order and keys that the form does not know survive. Nothing here throws on bad text.
 */
import { type Document, isCollection, isMap, isScalar, isSeq, type Node, type Scalar, visit } from 'yaml';
import type { ExperimentSpec } from '@/lib/core/experiment';
import { parseExperimentFile, stringifyExperiment } from '@/lib/schemas/experiment-file';
import { detachAliases } from './aliases';
import { type FilePath, type FileProblem, plainData, readDocument } from './document';
import { experimentFileSchema } from './schema';

export type Draft = {
  text: string;
  /** The whole as plain data, or null where the text can't be shown as a form. */
  data: Record<string, unknown> | null;
  /** Why there is no form, with its place. */
  obstacle: FileProblem | null;
  problems: FileProblem[];
  /** Null while there are problems. */
  spec: ExperimentSpec | null;
};

type Field = { path: FilePath; value: unknown };

const VARIANTS: FilePath = ['variants'];

export function readDraft(text: string): Draft {
  const parsed = parseExperimentFile(text);
  const problems = parsed.ok ? [] : parsed.problems;
  const data = dataOf(text);
  const obstacle = data ? null : (problems[0] ?? null);
  return { text, data, obstacle, problems, spec: parsed.ok ? parsed.spec : null };
}

/** The first text of a new experiment: one variant for each agent given. */
export function createDraft(input: { project: string | null; agents: string[] }): string {
  const variants = input.agents.slice(0, 10).map((agent, index) => ({ id: letterId(index), agent }));
  return stringifyExperiment({
    ...(input.project === null ? {} : { project: input.project }),
    variants,
  });
}

export function fieldOf(data: unknown, path: FilePath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

export function readField(text: string, path: FilePath): unknown {
  return fieldOf(dataOf(text), path);
}

/** Sets one value; undefined removes it, together with mappings that it leaves empty. */
export function writeField(text: string, path: FilePath, value: unknown): string {
  return edit(text, (document) => setField(document, { path, value }));
}

export function entriesOf(data: unknown, list: FilePath): unknown[] {
  const entries = fieldOf(data, list);
  return Array.isArray(entries) ? entries : [];
}

export function insertEntry(text: string, at: { list: FilePath; index: number }, entry: unknown): string {
  return edit(text, (document) => {
    detachAliases(document, at.list);
    const list = document.getIn(at.list, true);
    if (!isSeq(list)) return setField(document, { path: at.list, value: [entry] });
    if (list.items.length === 0) list.flow = false;
    list.items.splice(at.index, 0, nodeOf(document, entry));
  });
}

export function addEntry(text: string, list: FilePath, entry: unknown): string {
  return insertEntry(text, { list, index: entriesOf(dataOf(text), list).length }, entry);
}

export function removeEntry(text: string, list: FilePath, index: number): string {
  return edit(text, (document) => {
    detachAliases(document, [...list, index]);
    document.deleteIn([...list, index]);
    const left = document.getIn(list, true);
    // Variants stay as an empty list, so that the problem has a place to point at.
    if (isSeq(left) && left.items.length === 0 && list.at(-1) !== 'variants') {
      setField(document, { path: list, value: undefined });
    }
  });
}

export function moveEntry(text: string, list: FilePath, move: { from: number; to: number }): string {
  return edit(text, (document) => {
    detachAliases(document, list);
    const node = document.getIn(list, true);
    if (!isSeq(node) || !(move.from in node.items) || !(move.to in node.items)) return;
    node.items.splice(move.to, 0, ...node.items.splice(move.from, 1));
  });
}

/** Of the experiment's own variants, or of those of a stage. */
export function addVariant(text: string, agent: string, list: FilePath = VARIANTS): string {
  return addEntry(text, list, { id: freeVariantId(text), agent });
}

export function duplicateVariant(text: string, index: number, list: FilePath = VARIANTS): string {
  const copy = fieldOf(dataOf(text), [...list, index]);
  if (typeof copy !== 'object' || copy === null) return text;
  const id = fieldOf(copy, ['id']);
  return insertEntry(
    text,
    { list, index: index + 1 },
    { ...copy, id: freeVariantId(text, typeof id === 'string' ? id : undefined) },
  );
}

export function addGate(text: string): string {
  return addEntry(text, ['contract', 'gates'], { name: freeName(text, ['contract', 'gates'], 'gate') });
}

export function addMetric(text: string): string {
  const name = freeName(text, ['contract', 'metrics'], 'metric');
  return addEntry(text, ['contract', 'metrics'], { name, better: 'lower' });
}

/** How many runs a launch would start, as far as the draft says. */
export function countRuns(data: unknown): number {
  const stages = entriesOf(data, ['stages']);
  const variants = [data, ...stages].flatMap((stage) => entriesOf(stage, VARIANTS));
  return variants.reduce<number>((sum, variant) => {
    const repeats = fieldOf(variant, ['repeats']);
    return sum + (typeof repeats === 'number' && Number.isInteger(repeats) && repeats > 0 ? repeats : 1);
  }, 0);
}

function setField(document: Document, field: Field): void {
  detachAliases(document, field.path);
  for (const depth of field.path.keys()) {
    const parent = field.path.slice(0, depth);
    const node = depth === 0 ? document.contents : document.getIn(parent, true);
    if (field.value === undefined && !isCollection(node)) return;
    // A value of another kind in the way (`limits: 5`) gives way to what the form writes.
    if (depth > 0 && !isCollection(node)) {
      const isList = typeof field.path[depth] === 'number';
      document.setIn(parent, document.createNode(isList ? [] : longForm(parent.at(-1), node)));
    }
  }
  if (field.value === undefined) return removeField(document, field.path);
  const node = document.getIn(field.path, true);
  if (isScalar(node) && isPlain(field.value)) changeScalar(node, field.value);
  else document.setIn(field.path, nodeOf(document, field.value));
  for (const depth of field.path.keys()) {
    const parent = depth === 0 ? document.contents : document.getIn(field.path.slice(0, depth), true);
    placeKey(parent, field.path[depth], depth === 0 ? ROOT_ORDER : ENTRY_ORDER);
  }
}

/** `strategy: graph` and `retries: 2` are short for mappings with one key; the others join it. */
const SHORT_FOR: Readonly<Record<string, string>> = { strategy: 'type', retries: 'max' };

function longForm(key: unknown, node: unknown): Record<string, unknown> {
  const name = typeof key === 'string' ? SHORT_FOR[key] : undefined;
  return name !== undefined && isScalar(node) && node.value !== null ? { [name]: node.value } : {};
}

function nodeOf(document: Document, value: unknown): Node {
  const node = document.createNode(value);
  visit(node, { Scalar: (_, scalar) => styleText(scalar) });
  return node;
}

function changeScalar(node: Scalar, value: unknown): void {
  // Only an empty text had to be in quotes.
  if (node.value === '') node.type = 'PLAIN';
  node.value = value;
  styleText(node);
}

/** Text of several lines reads as it is; the library would keep the style of the text that was there before. */
function styleText(node: Scalar): void {
  if (typeof node.value !== 'string') return;
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  if (node.value.includes('\n')) node.type = isReadable(node.value) ? 'BLOCK_LITERAL' : 'QUOTE_DOUBLE';
  else if (isBlock) node.type = 'PLAIN';
}

/** Leading space and invisible characters do not survive as lines of a block; in quotes they do. */
function isReadable(text: string): boolean {
  return /^\S/.test(text) && !/[^\P{C}\n\t]/u.test(text);
}

const ROOT_ORDER: unknown[] = Object.keys(experimentFileSchema.shape);
/** Of variants, stages, gates, metrics and contracts alike; they share no key that would stand in two places. */
const ENTRY_ORDER: unknown[] =
  'id agent model approach name from strategy task dependsOn when variants test contract select combine limits repeats reportOnly retries run read unit better timeout report provider consumers specification check produces'.split(
    ' ',
  );

/** A new key goes where readers expect it, not to the end; what is there already stays where it is. */
function placeKey(map: unknown, key: unknown, order: unknown[]): void {
  const last = isMap(map) ? map.items.at(-1) : undefined;
  if (!isMap(map) || !last || keyOf(last) !== key) return;
  const rank = order.indexOf(key);
  const index = map.items.findIndex((item) => order.indexOf(keyOf(item)) > rank);
  const next = map.items[index];
  // The comment on top of the file belongs to its first key.
  const isBelowTitle = index === 0 && isScalar(next?.key) && Boolean(next.key.commentBefore);
  if (rank < 0 || index < 0 || isBelowTitle) return;
  map.items.pop();
  map.items.splice(index, 0, last);
}

function keyOf(pair: { key: unknown }): unknown {
  return isScalar(pair.key) ? pair.key.value : pair.key;
}

function removeField(document: Document, path: FilePath): void {
  document.deleteIn(path);
  for (let depth = path.length - 1; depth > 0; depth--) {
    const parent = path.slice(0, depth);
    const node = document.getIn(parent, true);
    const isLeftEmpty = isMap(node) && node.items.length === 0 && !node.comment && !node.commentBefore;
    if (!isLeftEmpty || typeof parent.at(-1) === 'number') return;
    document.deleteIn(parent);
  }
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function edit(text: string, change: (document: Document) => void): string {
  const file = readDocument(text);
  if (!('document' in file) || dataOf(text) === null) return text;
  change(file.document);
  return render(file.document, text);
}

function render(document: Document, before: string): string {
  if (isJson(before)) return `${JSON.stringify(document.toJS(), null, 2)}\n`;
  const isTight = before.includes('{') && !before.includes('{ ');
  return document.toString({ lineWidth: 0, flowCollectionPadding: !isTight });
}

function isJson(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Not JSON is an answer, not a failure: YAML may begin with a brace as well.
    return false;
  }
}

function dataOf(text: string): Record<string, unknown> | null {
  const file = readDocument(text);
  if (!('document' in file) || file.syntax.length > 0 || file.duplicates.length > 0) return null;
  const plain = plainData(file.document);
  if (!plain.ok) return null;
  if (plain.data === null || plain.data === undefined) return {};
  return isMap(file.document.contents) ? (plain.data as Record<string, unknown>) : null;
}

function letterId(index: number): string {
  return String.fromCodePoint(97 + index);
}

function freeVariantId(text: string, wanted?: string): string {
  const data = dataOf(text);
  const variants = [data, ...entriesOf(data, ['stages'])].flatMap((stage) => entriesOf(stage, VARIANTS));
  const taken = new Set(variants.map((variant) => String(fieldOf(variant, ['id'])).toLowerCase()));
  const stem = wanted?.replace(/-\d+$/, '').slice(0, 36);
  const candidates = Array.from({ length: 26 }, (_, index) => (stem ? `${stem}-${index + 2}` : letterId(index)));
  return candidates.find((id) => !taken.has(id.toLowerCase())) ?? `v${taken.size + 1}`;
}

function freeName(text: string, list: FilePath, stem: string): string {
  const taken = new Set(entriesOf(dataOf(text), list).map((entry) => String(fieldOf(entry, ['name'])).toLowerCase()));
  let number = 1;
  while (taken.has(`${stem}-${number}`)) number++;
  return `${stem}-${number}`;
}
