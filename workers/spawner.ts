/** Starts git and the system's tools for a worker (lib/adapters/process/spawner/spawner.ts says why). */
import { serveSpawner } from '@/lib/adapters/process/spawner/serve-spawner';

serveSpawner(process);
