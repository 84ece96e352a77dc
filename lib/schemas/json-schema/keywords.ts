/**
 * Whether a value is a JSON Schema that can be used here, with the place of each thing that is wrong. Pure, and free of
 * generated code, so that the page can ask as well. References lead to the schema itself only: nothing is fetched.
 */
import { assertNever } from '@/lib/core/assert-never';
import { patternProblem } from '@/lib/schemas/experiment-file/checks';
import type { FilePath } from '@/lib/schemas/experiment-file/document';
import { nearest } from '@/lib/schemas/experiment-file/nearest';
import type { Finding } from '@/lib/schemas/experiment-file/problems';

export const MAX_SCHEMA_CHARACTERS = 100_000;
const MAX_DEPTH = 32;
const MAX_FINDINGS = 20;
const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

type Kind =
  | 'schema'
  | 'list of schemas'
  | 'map of schemas'
  | 'map of patterns'
  | 'type'
  | 'count'
  | 'number'
  | 'more than 0'
  | 'names'
  | 'map of names'
  | 'pattern'
  | 'reference'
  | 'text'
  | 'list'
  | 'values'
  | 'flag'
  | 'anything';

const KEYWORDS: Record<string, Kind> = {
  ...kind('schema', 'items additionalProperties contains not if then else propertyNames'),
  ...kind('schema', 'unevaluatedItems unevaluatedProperties'),
  ...kind('list of schemas', 'allOf anyOf oneOf prefixItems'),
  ...kind('map of schemas', 'properties $defs definitions dependentSchemas'),
  ...kind('map of patterns', 'patternProperties'),
  ...kind('type', 'type'),
  ...kind('count', 'minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains'),
  ...kind('number', 'minimum maximum exclusiveMinimum exclusiveMaximum'),
  ...kind('more than 0', 'multipleOf'),
  ...kind('names', 'required'),
  ...kind('map of names', 'dependentRequired'),
  ...kind('pattern', 'pattern'),
  ...kind('reference', '$ref'),
  ...kind('text', 'title description format $id $schema $comment contentEncoding contentMediaType'),
  ...kind('values', 'enum'),
  ...kind('list', 'examples'),
  ...kind('flag', 'uniqueItems readOnly writeOnly deprecated'),
  ...kind('anything', 'const default'),
};

function kind(name: Kind, keywords: string): Record<string, Kind> {
  return Object.fromEntries(keywords.split(' ').map((keyword) => [keyword, name]));
}

export function schemaFindings(schema: unknown): Finding[] {
  const findings: Finding[] = [];
  look(schema, { path: [], root: schema, findings });
  return findings.slice(0, MAX_FINDINGS);
}

type Look = { path: FilePath; root: unknown; findings: Finding[] };

function look(schema: unknown, at: Look): void {
  if (at.findings.length >= MAX_FINDINGS) return;
  if (at.path.length > MAX_DEPTH * 2) return say(at, 'is nested too deeply for a JSON Schema');
  if (typeof schema === 'boolean') return;
  const keywords = mapping(schema);
  if (!keywords) return say(at, 'is not a JSON Schema; write a mapping such as { type: string }');
  for (const [keyword, value] of Object.entries(keywords)) {
    const below = { ...at, path: [...at.path, keyword] };
    const known = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    if (at.path.length > 0 && (keyword === '$id' || keyword === '$schema')) say(below, 'is possible only at the top');
    else if (known) lookAtKeyword(known, value, below);
    else if (!keyword.startsWith('x-')) say(below, unknownKeyword(keyword), 'key');
  }
}

function unknownKeyword(keyword: string): string {
  const guess = nearest(keyword, Object.keys(KEYWORDS));
  const advice = guess ? `did you mean \`${guess}\`?` : 'write it as text, or put fields under `properties`';
  return `is not a keyword of JSON Schema; ${advice}`;
}

function lookAtKeyword(known: Kind, value: unknown, at: Look): void {
  if (known === 'schema' && !Array.isArray(value)) return look(value, at);
  if (known === 'schema') return say(at, 'is a list; write one schema, or `prefixItems` for one an entry');
  if (known === 'list of schemas') {
    if (!Array.isArray(value) || value.length === 0) return say(at, 'is not a list of schemas');
    return value.forEach((entry, index) => look(entry, { ...at, path: [...at.path, index] }));
  }
  if (known === 'map of schemas' || known === 'map of patterns') {
    const map = mapping(value);
    if (!map) return say(at, 'is not a mapping of names to schemas');
    for (const [name, entry] of Object.entries(map)) {
      const below = { ...at, path: [...at.path, name] };
      const problem = known === 'map of patterns' ? patternProblem(name, 'u') : null;
      if (problem) say(below, problem, 'key');
      look(entry, below);
    }
    return;
  }
  const problem = simpleProblem(known, value, at.root);
  if (problem) say(at, problem);
}

/** What is wrong with a keyword that holds no schema, or null. */
function simpleProblem(
  known: Exclude<Kind, 'schema' | 'list of schemas' | 'map of schemas' | 'map of patterns'>,
  value: unknown,
  root: unknown,
): string | null {
  switch (known) {
    case 'type':
      return typeProblem(value);
    case 'count':
      return Number.isInteger(value) && Number(value) >= 0 ? null : 'is not a whole number from 0';
    case 'number':
      return typeof value === 'number' ? null : 'is not a number';
    case 'more than 0':
      return typeof value === 'number' && value > 0 ? null : 'is not a number above 0';
    case 'names':
      return isNames(value) ? null : 'is not a list of different names';
    case 'map of names':
      return Object.values(mapping(value) ?? { '': null }).every(isNames) ? null : 'is not a mapping to lists of names';
    case 'pattern':
      return typeof value === 'string' ? patternProblem(value, 'u') : 'is not text';
    case 'reference':
      return referenceProblem(value, root);
    case 'text':
      return typeof value === 'string' ? null : 'is not text';
    case 'list':
      return Array.isArray(value) ? null : 'is not a list';
    case 'values':
      return Array.isArray(value) && value.length > 0 ? null : 'is not a list of one value or more';
    case 'flag':
      return typeof value === 'boolean' ? null : 'is neither true nor false';
    case 'anything':
      return null;
    default:
      return assertNever(known);
  }
}

function typeProblem(value: unknown): string | null {
  const types: unknown[] = Array.isArray(value) ? value : [value];
  const wrong = types.find((type) => !TYPES.some((known) => known === type));
  if (types.length > 0 && wrong === undefined && isUnique(types)) return null;
  const guess = typeof wrong === 'string' ? nearest(wrong, TYPES) : null;
  return `is not a type of JSON; ${guess ? `did you mean ${guess}?` : `known are ${TYPES.join(', ')}`}`;
}

function referenceProblem(value: unknown, root: unknown): string | null {
  if (typeof value !== 'string' || !/^#(\/|$)/.test(value)) {
    return 'does not lead to a part of this schema; write it like #/$defs/name';
  }
  let target: unknown = root;
  for (const step of value.slice(2).split('/')) {
    if (value === '#') break;
    const key = decoded(step);
    target =
      typeof target === 'object' && target !== null && Object.hasOwn(target, key) ? Reflect.get(target, key) : null;
  }
  return mapping(target) || typeof target === 'boolean' ? null : 'leads to nothing in this schema';
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    // A lone `%` stands for itself.
    return step;
  }
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') && isUnique(value);
}

function isUnique(values: unknown[]): boolean {
  return new Set(values).size === values.length;
}

function mapping(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function say(at: Look, says: string, about: Finding['about'] = 'value'): void {
  at.findings.push({ path: at.path, says, about });
}
