import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findBridgeRuntime, type BridgeRuntime } from '@/lib/adapters/sandbox/docker/bridge-runtime';
import { ACCOUNT_FILES, accountFiles, LABELS } from '@/lib/adapters/sandbox/docker/container-options';
import { findEngine, openEngine, readFacts, type Engine, type EngineFacts } from '@/lib/adapters/sandbox/docker/engine';
import { createImageStore, type ImageStore } from '@/lib/adapters/sandbox/docker/image-store';
import { leftovers, release, starterLabel, sweep, sweepOrphans } from '@/lib/adapters/sandbox/docker/leftovers';
import { FILTER_FILE, podmanFilter } from '@/lib/adapters/sandbox/docker/podman-filter';
import { probeDocker } from '@/lib/adapters/sandbox/docker/probe';
import { sandboxEnvironment } from '@/lib/adapters/sandbox/environment';
import { bridgeFile } from '@/lib/adapters/sandbox/gateway/bridge-file';
import { newSocketPath } from '@/lib/adapters/sandbox/gateway/gateway-socket';
import { sandboxOwner } from '@/lib/adapters/sandbox/owner';
import type { PlanRequest, SandboxProvider, SandboxRef } from '@/lib/core/ports';
import { hostEnvironment } from '@/lib/env';
import type { HomePaths } from '@/lib/paths';
import { INSIDE, IO_FILES, type DockerPlan, type Mount } from '@/lib/schemas/launch-plan';
import { RUN_TAG } from '@/lib/schemas/runner';

type Input = {
  paths: Pick<HomePaths, 'home'>;
  /** Where the engine is looked for. */
  host?: Readonly<Record<string, string | undefined>>;
};

/** Sandboxes that are containers of Docker or podman: one a command, over the sandbox's folders. */
export function createDockerProvider(input: Input): SandboxProvider<DockerPlan> & { images: ImageStore } {
  const provider = new DockerProvider(input);
  return {
    name: 'docker',
    probe: () => probeDocker(provider.host()),
    owner: () => sandboxOwner(),
    environment: (ref, extra, passEnv) => provider.environment(ref, extra, passEnv),
    plan: (ref, request) => provider.plan(ref, request),
    sweep: (id) => provider.withEngine(0, ({ docker }) => sweep(docker, provider.labels(id))),
    release: (id) => provider.withEngine(undefined, ({ docker }) => release(docker, provider.labels(id))),
    leftovers: () => provider.withEngine([], ({ docker }) => leftovers(docker, provider.labels())),
    images: createImageStore(() => provider.engine()),
  };
}

class DockerProvider {
  private readonly input: Input;
  private readonly runtimes = new Map<string, Promise<BridgeRuntime>>();
  private facts: { socket: string; facts: Promise<EngineFacts> } | null = null;

  constructor(input: Input) {
    this.input = input;
  }

  host(): Readonly<Record<string, string | undefined>> {
    return this.input.host ?? hostEnvironment();
  }

  async engine(): Promise<Engine> {
    const place = await findEngine(this.host());
    if ('problem' in place) throw new Error(`${place.problem} ${place.remedy}`);
    return openEngine(place.socket);
  }

  /** Where there is no engine, there is nothing of ours in one. */
  async withEngine<T>(otherwise: T, act: (engine: Engine) => Promise<T>): Promise<T> {
    const place = await findEngine(this.host());
    if ('problem' in place) return otherwise;
    const engine = openEngine(place.socket);
    const answers = await engine.docker.ping().then(
      () => true,
      () => false,
    );
    return answers ? act(engine) : otherwise;
  }

  labels(id?: string): Record<string, string> {
    const home = createHash('sha256').update(this.input.paths.home).digest('hex').slice(0, 16);
    return { [LABELS.home]: home, ...(id === undefined ? {} : { [LABELS.sandbox]: id }) };
  }

  environment(ref: SandboxRef, extra: Record<string, string>, passEnv: string[]): Record<string, string> {
    // Nothing of the person's account: the image has another.
    const account = { HOME: INSIDE.home, USER: 'agent', LOGNAME: 'agent', SHELL: '/bin/sh', LANG: 'C.UTF-8' };
    const host = { ...this.host(), ...account };
    const { PATH: _ofTheHost, ...env } = sandboxEnvironment({ host, tmp: INSIDE.tmp, passEnv, extra });
    // Without one, the engine sets the image's own.
    return { ...env, ...(extra.PATH === undefined ? {} : { PATH: extra.PATH }), [RUN_TAG]: ref.id };
  }

  async plan(ref: SandboxRef, request: PlanRequest): Promise<DockerPlan> {
    const engine = await this.engine();
    const { kind, rootless } = await this.factsOf(engine);
    if (request.image === null) throw new Error('A container needs an image; none was made ready.');
    if (kind === 'podman' && request.runtime !== null) {
      const remedy = 'Set it as "runtime" in containers.conf and leave it out here, or use Docker.';
      throw new Error(`podman ignores the runtime "${request.runtime}" that is asked for over its socket. ${remedy}`);
    }
    await sweepOrphans(engine.docker, this.labels(ref.id));
    const io = path.join(ref.runDir, 'io');
    const user = userInside(kind === 'docker' && rootless);
    await writeAccounts(io, user);
    if (kind === 'podman') await writeIfOther(path.join(io, FILTER_FILE), podmanFilter());
    // Where the image is gone, the start says so.
    const image = await engine.docker
      .getImage(request.image)
      .inspect()
      .catch(() => null);
    const bridge = { id: ref.id, engine, image: request.image, imageId: image?.Id ?? request.image, io };
    const way = request.network === null ? null : await this.prepareBridge(bridge);
    const searchPath = searchPathOf(image?.Config.Env);
    const gateway = request.network && {
      socket: newSocketPath(ref.runDir),
      policy: request.network.policy,
      upstreams: request.network.upstreams,
    };
    return {
      type: 'docker',
      id: ref.id,
      workspace: ref.workspace,
      home: path.join(ref.runDir, 'home'),
      tmp: path.join(ref.runDir, 'tmp'),
      io,
      mounts: [...request.mounts, ...(way?.mounts ?? [])],
      overlays: [],
      limits: request.limits,
      gateway,
      engine: engine.socket,
      podman: kind === 'podman',
      // Else the person's own id would be another one inside.
      userns: kind === 'podman' && rootless ? 'keep-id' : null,
      image: request.image,
      ...(searchPath === undefined ? {} : { searchPath }),
      labels: this.labels(ref.id),
      bridge: way?.argv ?? null,
      user,
      runtime: request.runtime,
    };
  }

  private factsOf(engine: Engine): Promise<EngineFacts> {
    if (this.facts?.socket !== engine.socket) {
      const facts = readFacts(engine);
      this.facts = { socket: engine.socket, facts };
      facts.catch(() => (this.facts = null));
    }
    return this.facts.facts;
  }

  private async prepareBridge(input: {
    id: string;
    engine: Engine;
    image: string;
    imageId: string;
    io: string;
  }): Promise<{ argv: string[]; mounts: Mount[] }> {
    const runtime = await this.runtimeOf(input);
    if (!runtime) {
      throw new Error(
        `The image ${input.image} has neither node nor python3 to run the gateway's bridge, and this host's node does ` +
          'not run in it. Add node to the image, or set the network to "none".',
      );
    }
    await copyFile(bridgeFile(runtime.file), path.join(input.io, runtime.file));
    // Mounts can't be made in a folder that is read-only.
    await writeFile(path.join(input.io, IO_FILES.socket), '', { flag: 'a' });
    return { argv: [runtime.program, `${INSIDE.io}/${runtime.file}`], mounts: runtime.mounts };
  }

  private runtimeOf(input: { id: string; engine: Engine; imageId: string }): Promise<BridgeRuntime> {
    const key = `${input.engine.socket} ${input.imageId}`;
    // Another's trial ends with that one's sandbox; then it takes one of its own.
    const known = this.runtimes.get(key)?.catch(() => this.runtimeOf(input));
    if (known) return known;
    const found = this.findRuntime(input);
    this.runtimes.set(key, found);
    const forget = (): boolean => this.runtimes.delete(key);
    // That there is none may be a busy engine's doing.
    found.then((runtime) => runtime ?? forget(), forget);
    return found;
  }

  private async findRuntime(input: { id: string; engine: Engine; imageId: string }): Promise<BridgeRuntime> {
    const { limits } = await this.factsOf(input.engine);
    const labels = { ...this.labels(input.id), [LABELS.starter]: await starterLabel() };
    return findBridgeRuntime({ docker: input.engine.docker, image: input.imageId, labels, limits });
  }
}

/** `PATH=…` among an image's variables. */
function searchPathOf(variables: readonly string[] | null | undefined): string | undefined {
  return variables?.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length);
}

/** An engine without rights maps its root to the person, and everybody else to nobody. */
function userInside(isRootThePerson: boolean): string {
  if (isRootThePerson) return '0:0';
  const owner = sandboxOwner() ?? { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
  return `${owner.uid}:${owner.gid}`;
}

async function writeAccounts(io: string, user: string): Promise<void> {
  await mkdir(io, { recursive: true });
  const accounts = accountFiles(user);
  await writeIfOther(path.join(io, ACCOUNT_FILES.passwd), accounts.passwd);
  await writeIfOther(path.join(io, ACCOUNT_FILES.group), accounts.group);
}

/** Another container may have the file in use. */
async function writeIfOther(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => null)) !== text) await writeFile(file, text, { mode: 0o644 });
}
