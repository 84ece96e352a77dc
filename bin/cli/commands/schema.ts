import { done, type Outcome } from '@/bin/cli/outcome';
import { experimentJsonSchema } from '@/lib/schemas/experiment-file';

/** For editors: `bakeoff schema > experiment.schema.json`. The same with and without --json. */
export function schemaCommand(): Outcome {
  const schema = experimentJsonSchema();
  return done(schema, JSON.stringify(schema, null, 2));
}
