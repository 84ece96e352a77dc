import { z } from 'zod';
import type { OfferedTool } from '@/e2e/model-server/conversation';

const propertySchema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
});
const toolSchema = z.object({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});
type Property = z.infer<typeof propertySchema>;

/** What we know for properties whose name matches; an undefined value leaves an optional property out. */
export type Known = [name: RegExp, value: unknown];

/** An input that a tool's schema accepts: known values where the names fit, the smallest valid ones elsewhere. */
export function fillInput(tool: OfferedTool, known: Known[]): Record<string, unknown> {
  const schema = toolSchema.catch({ properties: {}, required: [] }).parse(tool.schema);
  const input: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    const match = known.find(([pattern]) => pattern.test(name.toLowerCase()));
    if (match && match[1] !== undefined) input[name] = fitted(match[1], property);
    else if (schema.required.includes(name)) input[name] = smallest(property);
  }
  return input;
}

const typeOf = (property: Property): string => [property.type ?? 'string'].flat()[0] ?? 'string';

/** Command tools differ in wanting a line or an argument list. */
function fitted(value: unknown, property: Property): unknown {
  return typeOf(property) === 'array' && !Array.isArray(value) ? ['bash', '-lc', value] : value;
}

function smallest(property: Property): unknown {
  if (property.enum?.length) return property.enum[0];
  const values: Record<string, unknown> = { boolean: false, number: 1, integer: 1, array: [], object: {} };
  return values[typeOf(property)] ?? 'scripted';
}
