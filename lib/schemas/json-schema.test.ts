import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchema } from './json-schema';
import { schemaFindings } from './json-schema/keywords';

const LOGIN = {
  type: 'object',
  required: ['token'],
  additionalProperties: false,
  properties: { token: { type: 'string', minLength: 3 }, user: { $ref: '#/$defs/user' } },
  $defs: { user: { type: 'object', properties: { email: { type: 'string', format: 'email' } } } },
};

function judge(schema: unknown, value: unknown): string[] {
  const compiled = compileSchema(JSON.stringify(schema));
  return compiled.ok ? compiled.validate(value) : ['unusable', ...compiled.problems];
}

describe('a JSON Schema', () => {
  it.each([
    [{ token: 'abc' }, []],
    [{ token: 'abc', user: { email: 'a@b.example' } }, []],
    [{}, ["The whole must have required property 'token'."]],
    [{ token: 3 }, ['`token` must be string.']],
    [{ token: 'abc', user: { email: 'nobody' } }, ['`user.email` must match format "email".']],
    [{ token: 'abc', extra: 1 }, ['The whole must NOT have additional properties (extra).']],
    [['abc'], ['The whole must be object.']],
    [null, ['The whole must be object.']],
  ])('judges %j', (value, problems) => {
    expect(judge(LOGIN, value)).toEqual(problems);
  });

  it('names each place where several are wrong', () => {
    expect(judge({ items: { type: 'integer' } }, [1, 'a', 2, null])).toEqual([
      '`1` must be integer.',
      '`3` must be integer.',
    ]);
  });

  it.each([
    [{ type: 'objekt' }, '`type` is not a type of JSON; did you mean object?'],
    [{ propertys: {} }, '`propertys` is not a keyword of JSON Schema; did you mean `properties`?'],
    [{ properties: { a: { minLength: -1 } } }, '`properties.a.minLength` is not a whole number from 0.'],
    [{ required: 'token' }, '`required` is not a list of different names.'],
    [{ pattern: '(a+)+$' }, '`pattern` repeats a group that repeats something itself'],
    [{ pattern: ']' }, '`pattern` is not a regular expression'],
    [{ patternProperties: { '(': {} } }, '`patternProperties.(` is not a regular expression'],
    [{ $ref: 'https://schemas.example/user' }, '`$ref` does not lead to a part of this schema'],
    [{ $ref: '#/$defs/nobody' }, '`$ref` leads to nothing in this schema.'],
    [{ anyOf: [] }, '`anyOf` is not a list of schemas.'],
    [{ properties: { a: { enum: [] } } }, '`properties.a.enum` is not a list of one value or more.'],
    [[1], 'The whole is not a JSON Schema'],
  ])('says what is wrong with %j', (schema, message) => {
    const compiled = compileSchema(JSON.stringify(schema));
    expect(compiled.ok ? [] : compiled.problems).toEqual([expect.stringContaining(message)]);
  });

  it('refuses text that is no JSON, or too long', () => {
    expect(compileSchema('{').ok).toBe(false);
    expect(compileSchema(`{"title":"${'x'.repeat(100_000)}"}`).ok).toBe(false);
  });

  it('takes no code from a schema', () => {
    const hostile = {
      properties: { '");process.exit(7);//': { enum: ['`${process.exit(7)}`', '"]);process.exit(7)'] } },
    };
    expect(judge(hostile, { '");process.exit(7);//': 'x' })).toHaveLength(1);
  });

  it('gives up on what refers to itself without end, and on what is too large', () => {
    expect(judge({ allOf: [{ $ref: '#' }] }, 1)).toEqual([
      'The value can not be judged: the schema refers to itself without end.',
    ]);
    expect(
      judge(
        { uniqueItems: true },
        Array.from({ length: 3000 }, () => ({})),
      ),
    ).toEqual(['A list in it has more than 2000 entries.']);
    expect(judge({}, JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`))).toEqual([
      'It is nested more than 64 levels deep, which is too deep to judge.',
    ]);
  });

  it('never throws, whatever is a schema and whatever is judged', () => {
    const keyword = fc.constantFrom(
      'type',
      'properties',
      'items',
      '$ref',
      'pattern',
      'enum',
      'anyOf',
      'minimum',
      'x-a',
      'q',
    );
    const { schema } = fc.letrec((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3, depthIdentifier: 'schema' },
        fc.dictionary(keyword, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
        fc.dictionary(keyword, fc.oneof(tie('schema'), fc.tuple(tie('schema'))), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(schema, fc.jsonValue(), (written, value) => {
        const findings = schemaFindings(written);
        const compiled = compileSchema(JSON.stringify(written));
        expect(compiled.ok).toBe(findings.length === 0);
        if (compiled.ok) compiled.validate(value);
      }),
      { numRuns: 300 },
    );
  });
});
