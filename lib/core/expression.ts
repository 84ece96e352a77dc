/**
 * Conditions in CEL (Common Expression Language) over plain data. Nothing in them reaches code: no prototypes, no
 * functions but CEL's own, and no loops that a person would wait for. A missing value is an error that names it.
 */
import {
  type ASTNode,
  Environment,
  EvaluationError,
  ParseError,
  TypeError as CelTypeError,
} from '@marcbachmann/cel-js';
import { err, ok, type Result } from './result';

export type Reference = {
  /** Names from the root: `tasks["api-2"].success` is [tasks, api-2, success]; ends where a name is computed. */
  path: string[];
  /** Of its first character in the expression. */
  offset: number;
};

export type Expression = {
  /** What it reads of its scope, without the variables of its own loops. */
  references: Reference[];
};

export type ExpressionProblem = {
  /** A sentence. */
  message: string;
  /** Of the character that it is about. */
  offset: number | null;
};

export type Evaluation = { ok: true; value: unknown } | { ok: false; error: string };

const MAX_CHARACTERS = 10_000;
const MAX_NODES = 2000;
/** A loop inside a loop over a thousand tasks is a million steps; one more would be a thousand times that. */
const MAX_LOOP_DEPTH = 2;
const MAX_VALUE_DEPTH = 32;
const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

const environment = createEnvironment();

/** Reads an expression without evaluating it. Never throws. */
export function parseExpression(text: string): Result<Expression, ExpressionProblem> {
  const parsed = parse(text);
  return parsed.ok ? ok(parsed.value.expression) : parsed;
}

/** The value of an expression as plain data: whole numbers as numbers. Never throws. */
export function evaluate(text: string, scope: Record<string, unknown>): Evaluation {
  const parsed = parse(text);
  if (!parsed.ok) return { ok: false, error: parsed.error.message };
  try {
    return { ok: true, value: toPlain(parsed.value.run(toData(scope, 0)), 0) };
  } catch (cause) {
    return { ok: false, error: problemOf(cause, text).message };
  }
}

type Parsed = { expression: Expression; run: (scope: Record<string, unknown>) => unknown };

function parse(text: string): Result<Parsed, ExpressionProblem> {
  if (text.trim() === '') return err({ message: 'The condition is empty.', offset: null });
  if (text.length > MAX_CHARACTERS) {
    return err({ message: `The condition is longer than ${MAX_CHARACTERS} characters.`, offset: null });
  }
  try {
    const program = environment.parse(text);
    const references: Reference[] = [];
    const problem = look(program.ast, { loops: 0, own: new Set() }, references);
    if (problem) return err(problem);
    const checked = program.check();
    if (!checked.valid) return err(problemOf(checked.error, text));
    return ok({ expression: { references }, run: (scope) => program(scope) as unknown });
  } catch (cause) {
    return err(problemOf(cause, text));
  }
}

/** Whole numbers and fractions calculate with each other, as people expect; plain CEL refuses `2 * 0.5`. */
function createEnvironment(): Environment {
  const created = new Environment({ unlistedVariablesAreDyn: true, limits: { maxAstNodes: MAX_NODES, maxDepth: 100 } });
  const operations: [string, (a: number, b: number) => number][] = [
    ['+', (a, b) => a + b],
    ['-', (a, b) => a - b],
    ['*', (a, b) => a * b],
    ['/', (a, b) => a / b],
  ];
  for (const [sign, operation] of operations) {
    created.registerOperator(`int ${sign} double`, (a: bigint, b: number) => operation(Number(a), b));
    created.registerOperator(`double ${sign} int`, (a: number, b: bigint) => operation(a, Number(b)));
  }
  return created;
}

type Surroundings = { loops: number; own: ReadonlySet<string> };

/** Collects what is read, and finds what is legal CEL but not allowed here. */
function look(node: ASTNode, around: Surroundings, found: Reference[]): ExpressionProblem | null {
  const path = pathOf(node);
  if (path) {
    if (!around.own.has(path[0] ?? '')) found.push({ path, offset: node.start });
    return null;
  }
  if (node.op === 'rcall') return lookAtCall(node, around, found);
  return firstOf(childrenOf(node), (child) => look(child, around, found));
}

function lookAtCall(
  node: Extract<ASTNode, { op: 'rcall' }>,
  around: Surroundings,
  found: Reference[],
): ExpressionProblem | null {
  const [name, receiver, args] = node.args;
  if (name === 'matches') {
    const message =
      '`matches` is not possible in a condition, because a regular expression can take forever on a long text; use `contains`, `startsWith` or `endsWith`.';
    return { message, offset: node.start };
  }
  const variable = args[0];
  if (!LOOPS.has(name) || variable?.op !== 'id') {
    return firstOf([receiver, ...args], (child) => look(child, around, found));
  }
  const loops = around.loops + 1;
  if (loops > MAX_LOOP_DEPTH) {
    const message = `\`${name}\` stands inside two other loops, which can take forever; write the condition with at most two.`;
    return { message, offset: node.start };
  }
  const inside = { loops, own: new Set([...around.own, variable.args]) };
  return look(receiver, around, found) ?? firstOf(args.slice(1), (child) => look(child, inside, found));
}

function firstOf<T, R>(items: readonly T[], test: (item: T) => R | null): R | null {
  for (const item of items) {
    const result = test(item);
    if (result !== null) return result;
  }
  return null;
}

/** The names of a plain chain (`a.b["c"]`, and the part of `a.b[i]` before the index); null for anything else. */
function pathOf(node: ASTNode): string[] | null {
  if (node.op === 'id') return [node.args];
  if (node.op === '.') {
    const parent = pathOf(node.args[0]);
    return parent && [...parent, node.args[1]];
  }
  if (node.op !== '[]') return null;
  const [target, key] = node.args;
  const parent = pathOf(target);
  return parent && key.op === 'value' && typeof key.args === 'string' ? [...parent, key.args] : null;
}

function childrenOf(node: ASTNode): ASTNode[] {
  const nodes: ASTNode[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (isNode(value)) nodes.push(value);
  };
  collect(node.args);
  return nodes;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function problemOf(cause: unknown, text: string): ExpressionProblem {
  if (cause instanceof EvaluationError && cause.code === 'no_such_key') return missingKey(cause, text);
  if (cause instanceof EvaluationError && cause.code === 'unknown_variable') {
    const name = cause.node?.op === 'id' ? cause.node.args : cause.summary;
    return { message: `\`${name}\` is missing: nothing has that name.`, offset: cause.range?.start ?? null };
  }
  if (cause instanceof ParseError || cause instanceof CelTypeError || cause instanceof EvaluationError) {
    const what = cause.summary.replace(/[.\s]*$/, '');
    const message =
      cause instanceof ParseError
        ? `This is not a condition in CEL: ${what}.`
        : `The condition can not be worked out: ${what}.`;
    return { message, offset: cause.range?.start ?? null };
  }
  const what = cause instanceof Error && !(cause instanceof RangeError) ? cause.message : 'it is nested too deeply';
  return { message: `The condition can not be worked out: ${what}.`, offset: null };
}

function missingKey(cause: EvaluationError, text: string): ExpressionProblem {
  const { node } = cause;
  const whole = node ? text.slice(node.start, node.end) : cause.summary;
  return { message: `\`${whole}\` is missing.`, offset: node?.start ?? null };
}

/** JSON without prototypes, so that `toString` and `constructor` are names like any other. */
function toData(value: Record<string, unknown>, depth: number): Record<string, unknown> {
  const data = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of Object.entries(value)) {
    if (entry !== undefined) data[key] = toDatum(entry, depth + 1);
  }
  return data;
}

function toDatum(value: unknown, depth: number): unknown {
  if (depth > MAX_VALUE_DEPTH) throw new RangeError('too deep');
  if (Array.isArray(value)) return value.map((entry) => toDatum(entry ?? null, depth + 1));
  if (typeof value === 'object' && value !== null) return toData(value as Record<string, unknown>, depth);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function toPlain(value: unknown, depth: number): unknown {
  if (depth > MAX_VALUE_DEPTH) throw new RangeError('too deep');
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (Array.isArray(value)) return value.map((entry) => toPlain(entry, depth + 1));
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== null && prototype !== Object.prototype) throw new Error('it gives no plain value');
  return Object.fromEntries(Object.entries(value as object).map(([key, entry]) => [key, toPlain(entry, depth + 1)]));
}
