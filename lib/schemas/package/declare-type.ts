/** A JSON Schema as a type of TypeScript. Covers what the schemas of this product use; what it does not know, it refuses. */

type JsonSchema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  description?: string;
};

export function declareType(schema: JsonSchema, indent = ''): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  // Beside properties it says which of them go together, which a type does not.
  if (schema.anyOf && !schema.properties) return schema.anyOf.map((option) => declareType(option, indent)).join(' | ');
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => declareType({ ...schema, type }, indent)).join(' | ');
  }
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return `Array<${declareType(schema.items ?? {}, indent)}>`;
    case 'object':
      return declareObject(schema, indent);
    case undefined:
      return 'unknown';
    default:
      throw new Error(`There is no type for "${schema.type}".`);
  }
}

function declareObject({ properties, required = [], additionalProperties }: JsonSchema, indent: string): string {
  if (!properties) {
    const value = typeof additionalProperties === 'object' ? additionalProperties : {};
    return `Record<string, ${declareType(value, indent)}>`;
  }
  const inner = `${indent}  `;
  const lines = Object.entries(properties).flatMap(([key, value]) => [
    ...(value.description ? [`${inner}/** ${value.description.replaceAll('*/', '*\\/')} */`] : []),
    `${inner}${key}${required.includes(key) ? '' : '?'}: ${declareType(value, inner)};`,
  ]);
  return `{\n${lines.join('\n')}\n${indent}}`;
}
