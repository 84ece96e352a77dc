/** Every environment variable the product reads, parsed once. `process.env` is read nowhere else. */
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { parseSize } from '@/lib/core/size';

const envSchema = z.object({
  // --- where things are
  /** Data folder; default: the platform's. */
  BAKEOFF_HOME: z.string().optional(),
  /** Another PostgreSQL (13 or newer) than the embedded one. */
  DATABASE_URL: z.string().optional(),
  // --- web
  BAKEOFF_PORT: z.coerce.number().int().min(1).max(65535).default(4747),
  BAKEOFF_HOST: z.string().default('127.0.0.1'),
  /** Extra `host:port` values by which browsers may reach the web server, comma separated. */
  BAKEOFF_ALLOWED_HOSTS: z.string().default(''),
  // --- worker
  /** Runs at the same time on this host, whatever the experiments say. */
  BAKEOFF_MAX_RUNS: z.coerce.number().int().min(1).max(256).default(32),
  /** What frozen bases and set-ups may weigh altogether, as 20g. */
  BAKEOFF_CACHE_SIZE: z
    .string()
    .default('20g')
    .transform((text, context) => {
      const bytes = parseSize(text);
      if (bytes === null) context.addIssue('is not a size; write 20g');
      return bytes ?? 0;
    }),
  /** Name of this host among several that share a database. */
  BAKEOFF_HOST_ID: z.string().optional(),
  BAKEOFF_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

export type Env = z.infer<typeof envSchema>;

let parsed: Env | null = null;

export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** Throws one sentence that names each wrong variable. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = envSchema.safeParse(source);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is not valid. ${problems.join('; ')}`);
}

/** The data folder: BAKEOFF_HOME, else the platform's (for root one that an unprivileged database user can enter). */
export function dataHome(): string {
  const given = env().BAKEOFF_HOME;
  if (given) return path.resolve(given);
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Bakeoff');
  if (process.getuid?.() === 0) return '/var/lib/bakeoff';
  return path.join(process.env.XDG_DATA_HOME ?? path.join(homedir(), '.local', 'share'), 'bakeoff');
}

/** The server's whole environment, for building an agent's from an explicit list of names. */
export function hostEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
