import { describe, expect, test } from 'vitest';
import { invalid, readBody } from '@/lib/server/api/read-body';

const JSON_TYPE = 'application/json';

function sent(body: string, type: string | null = JSON_TYPE): Request {
  const headers = new Headers(type === null ? {} : { 'content-type': type });
  return new Request('http://localhost/', { method: 'POST', body: Buffer.from(body), headers });
}

describe('a body', () => {
  test('is JSON, or the experiment file where one is meant', async () => {
    expect(await readBody(sent('{"a":1}', 'application/json; charset=utf-8'), { takesYaml: false })).toEqual({
      ok: true,
      value: { a: 1 },
    });
    const yaml = await readBody(sent('task: x\n', 'application/yaml'), { takesYaml: true });
    expect(yaml).toEqual({ ok: true, value: { experiment: 'task: x\n' } });
  });

  test('may be left out', async () => {
    const empty = new Request('http://localhost/', { method: 'POST' });
    expect(await readBody(empty, { takesYaml: false })).toEqual({ ok: true, value: {} });
  });

  test('of another type is refused, also YAML where no file is meant', async () => {
    for (const type of ['application/yaml', 'application/x-www-form-urlencoded', null]) {
      expect(await readBody(sent('task: x', type), { takesYaml: false })).toMatchObject({
        ok: false,
        error: { status: 415, error: { remedy: expect.stringContaining(JSON_TYPE) } },
      });
    }
  });

  test('that is no JSON is refused with the reason', async () => {
    expect(await readBody(sent('{\n  "a": nope\n}'), { takesYaml: false })).toMatchObject({
      ok: false,
      error: { status: 400, error: { type: 'invalid_json', problems: [{ message: expect.stringContaining('nope') }] } },
    });
  });

  test('beyond the cap is not read to its end', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(500_000).fill(32));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': JSON_TYPE } };
    const answer = await readBody(new Request('http://localhost/', init), { takesYaml: false });
    expect(answer).toMatchObject({ ok: false, error: { status: 413 } });
    expect(pulled).toBeLessThan(20);
  });
});

test('names every value that does not fit', () => {
  const { error } = invalid('body', [
    { path: ['limits', 'maxParallel'], message: 'is not a number' },
    { path: [], message: 'is not an object' },
  ]);
  expect(error.message).toBe('The body is not valid: `limits.maxParallel`: is not a number; is not an object.');
  expect(error.problems).toMatchObject([{ path: ['limits', 'maxParallel'] }, { path: [] }]);
});
