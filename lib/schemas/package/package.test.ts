import { expect, test } from 'vitest';
import { declareType } from './declare-type';
import { packageFiles } from './files';
import { stringifyExperiment, validateExperiment } from './main';

test('a schema becomes a type with its optional keys, its words and its lists', () => {
  const type = declareType({
    type: 'object',
    properties: {
      id: { type: 'string', description: 'Its name' },
      kind: { enum: ['a', 'b'] },
      sizes: { type: 'array', items: { anyOf: [{ type: 'integer' }, { type: 'null' }] } },
      more: { type: 'object', additionalProperties: { type: 'boolean' } },
      any: {},
    },
    required: ['id'],
  });
  expect(type).toBe(`{
  /** Its name */
  id: string;
  kind?: "a" | "b";
  sizes?: Array<number | null>;
  more?: Record<string, boolean>;
  any?: unknown;
}`);
});

test('a description can not end the comment that it stands in', () => {
  const properties = { a: { type: 'string', description: 'x */ evil' } };
  expect(declareType({ type: 'object', properties })).toContain('/** x *\\/ evil */');
});

test('a schema that is not understood is refused', () => {
  expect(() => declareType({ type: 'tuple' })).toThrow('tuple');
});

test('the files of the package describe an experiment file', () => {
  const files = packageFiles();
  expect(JSON.parse(files['experiment.schema.json'] ?? '')).toMatchObject({
    title: 'Bakeoff experiment',
    properties: { task: { type: 'string' }, generate: { required: ['run'] } },
  });
  expect(files['schema.d.mts']).toContain('generate?: {\n    run: string;\n    count?: number;\n    timeout?: string;');
  expect(files['schema.d.mts']).toContain('dependsOn?: Array<string>;');
});

test('a script can build a file and have it checked', () => {
  const file = { task: 'Work.', variants: [{ id: 'a', agent: 'claude' }] };
  expect(validateExperiment(stringifyExperiment(file))).toEqual([]);
  expect(validateExperiment('task: Work.\nvariants: 5\n')).toMatchObject([{ line: 2, path: ['variants'] }]);
});
