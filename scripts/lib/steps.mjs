// The steps after the installation. Each knows what it depends on, what it makes, and how.
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runQuietly } from './child.mjs';
import { hashFiles } from './hash.mjs';
import { root } from './paths.mjs';
import { isFresh, writeStamp } from './stamps.mjs';
import { step } from './say.mjs';

const OLD_CHUNK_MS = 24 * 60 * 60_000;

const COMMON = ['lib', 'prisma/schema.prisma', 'package-lock.json', 'tsconfig.json'];

const generate = {
  name: 'generate',
  title: 'Generating the database client',
  inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json', 'scripts/schema-engine.mjs'],
  outputs: ['lib/db/generated/client.ts'],
  run: () => runQuietly(process.execPath, [path.join(root, 'scripts/prisma.mjs'), 'generate']),
};

const bundles = {
  name: 'bundles',
  title: 'Bundling the command line, the worker and the runner',
  inputs: [...COMMON, 'workers', 'bin/cli', 'scripts/lib/steps.mjs', 'scripts/lib/nothing.cjs'],
  outputs: [
    ...['cli', 'worker', 'runner', 'spawner', 'demo-agent', 'schema'].map((name) => `dist/${name}.mjs`),
    'dist/bridge.cjs',
    'dist/schema.d.mts',
    'dist/experiment.schema.json',
  ],
  run: bundle,
};

const web = {
  name: 'web',
  title: 'Building the pages (about half a minute the first time)',
  inputs: COMMON.concat(
    'app',
    'components',
    'public',
    'next.config.ts',
    'postcss.config.mjs',
    'proxy.ts',
    'instrumentation.ts',
  ),
  outputs: ['.next/BUILD_ID'],
  run: () =>
    runQuietly(process.execPath, [path.join(root, 'node_modules/next/dist/bin/next'), 'build'], {
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    }),
};

export const programSteps = [generate, bundles];
export const webSteps = [generate, web];

export function staleSteps(steps) {
  return steps.filter((each) => !isFresh(each.name, hashFiles(each.inputs), each.outputs));
}

/** Asks again before each step: another process may have done it while this one waited for the lock. */
export async function runSteps(steps) {
  for (const each of steps) {
    const stamp = hashFiles(each.inputs);
    if (isFresh(each.name, stamp, each.outputs)) continue;
    await step(each.title, each.run);
    writeStamp(each.name, stamp);
  }
}

/**
 * The command line and the worker share chunks, so that a command loads only what it needs. The runner and the demo
 * agent start once a run: they are one file each, with all they use inside.
 */
async function bundle() {
  const { build, stop } = await import('esbuild');
  const dist = path.join(root, 'dist');
  const nothing = path.join(root, 'scripts/lib/nothing.cjs');
  const fresh = path.join(dist, `.incoming-${process.pid}`);
  const options = {
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outdir: fresh,
    outExtension: { '.js': '.mjs' },
    sourcemap: 'linked',
    logLevel: 'error',
  };
  try {
    await build({
      ...options,
      entryPoints: { cli: 'bin/cli/main.ts', worker: 'workers/main.ts' },
      packages: 'external',
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
    });
    const small = {
      ...options,
      // They start once a run, and half of a start is compiling: fewer bytes are 40 ms less.
      minify: true,
      keepNames: true,
      plugins: [withoutTranslations],
      // Parts of dockerode for engines of other hosts, which are never spoken to: half a megabyte, and native code.
      alias: Object.fromEntries(['ssh2', '@grpc/grpc-js', '@grpc/proto-loader'].map((name) => [name, nothing])),
      banner: {
        // Bundled CommonJS packages call require for Node's own modules.
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
      },
    };
    // What only some runs need, the engine's library and the agents' protocol, is in files of its own: 25 ms less.
    const parts = { splitting: true, chunkNames: 'chunks/[name]-[hash]' };
    await build({ ...small, ...parts, entryPoints: { runner: 'workers/runner.ts' } });
    await build({ ...small, entryPoints: { spawner: 'workers/spawner.ts' } });
    // One file: it is shown inside sandboxes.
    await build({ ...small, entryPoints: { 'demo-agent': 'workers/demo-agent.ts' } });
    // Shown inside sandboxes as the files they are.
    for (const name of ['bridge.cjs', 'bridge.py']) {
      copyFileSync(path.join(root, 'lib/adapters/sandbox/gateway', name), path.join(fresh, name));
    }
    await buildSchema(build, { ...options, packages: 'external' }, fresh);
    publish(fresh, dist);
  } finally {
    // Its service would stay for as long as this process, which goes on as the product.
    await stop();
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** What scripts import as `bakeoff/schema`, with its types and the JSON Schema, which come out of the same source. */
async function buildSchema(build, options, fresh) {
  const entryPoints = { schema: 'lib/schemas/package/main.ts', 'schema-files': 'lib/schemas/package/files.ts' };
  await build({ ...options, entryPoints });
  const maker = path.join(fresh, 'schema-files.mjs');
  const { packageFiles } = await import(pathToFileURL(maker).href);
  for (const [name, text] of Object.entries(packageFiles())) writeFileSync(path.join(fresh, name), text);
  for (const file of [maker, `${maker}.map`]) rmSync(file);
}

/** Messages of the schema library in forty languages: a quarter of the runner, and never shown. */
const withoutTranslations = {
  name: 'without-translations',
  setup: (building) =>
    building.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' })),
};

/** Renames file by file: a process that runs meanwhile sees an old file or a new one, never half of one. */
function publish(fresh, dist) {
  mkdirSync(path.join(dist, 'chunks'), { recursive: true });
  const chunks = path.join(fresh, 'chunks');
  const names = readdirSync(fresh, { recursive: true }).filter((name) => statSync(path.join(fresh, name)).isFile());
  // Chunks first: entry points refer to them.
  names.sort((a, b) => Number(b.startsWith('chunks')) - Number(a.startsWith('chunks')));
  for (const name of names) renameSync(path.join(fresh, name), path.join(dist, name));
  rmSync(chunks, { recursive: true, force: true });
  // Chunks of older builds stay for a day: a running process may still load one.
  for (const name of readdirSync(path.join(dist, 'chunks'))) {
    const file = path.join(dist, 'chunks', name);
    const isOld = Date.now() - statSync(file).mtimeMs > OLD_CHUNK_MS;
    if (isOld && !names.includes(`chunks/${name}`)) rmSync(file);
  }
}
