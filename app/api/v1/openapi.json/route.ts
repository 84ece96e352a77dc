import { ok } from '@/lib/core/result';
import { openApiDocument } from '@/lib/schemas/api/openapi';
import { getOpenApi } from '@/lib/schemas/api/system';
import { serve } from '@/lib/server/api/serve';
import packageJson from '@/package.json';

export const GET = serve(getOpenApi, async () => ok(openApiDocument(packageJson.version)));
