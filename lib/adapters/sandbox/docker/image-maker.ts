import { buildFromProject, buildTemplate } from '@/lib/adapters/sandbox/docker/build';
import { DEVCONTAINER_FILES, parseDevcontainer } from '@/lib/adapters/sandbox/docker/devcontainer';
import { hasImage, say, type MakerInput } from '@/lib/adapters/sandbox/docker/image-request';
import { followProgress } from '@/lib/adapters/sandbox/docker/progress';
import { assertNever } from '@/lib/core/assert-never';

/** Makes an image by whatever way its source asks for. */
export class ImageMaker {
  private readonly input: MakerInput;

  constructor(input: MakerInput) {
    this.input = input;
  }

  /** The image's name. */
  async make(): Promise<string> {
    const { source } = this.input.request;
    switch (source.kind) {
      case 'template':
        return buildTemplate(this.input, source.name);
      case 'reference':
        return this.pull(source.reference);
      case 'dockerfile':
        return buildFromProject(this.input, { context: '', dockerfile: source.path, args: {} });
      case 'devcontainer':
        return this.fromDevcontainer();
      default:
        return assertNever(source);
    }
  }

  private async pull(reference: string): Promise<string> {
    const { engine, onProgress } = this.input;
    if (await hasImage(engine, reference)) return reference;
    say(this.input, `Pulling ${reference}`);
    // Without a tag, the engine would take all that there are.
    const isExact = reference.includes('@') || /:[^/]+$/.test(reference);
    const source = await engine.docker.pull(isExact ? reference : `${reference}:latest`);
    await followProgress(source as AsyncIterable<Buffer>, (line) => onProgress(`${line}\n`));
    return reference;
  }

  private async fromDevcontainer(): Promise<string> {
    const { git, request } = this.input;
    for (const file of DEVCONTAINER_FILES) {
      const args = ['cat-file', 'blob', `${request.sha}:${file}`];
      const text = await git.text({ gitDir: request.hub, args }).catch(() => null);
      if (text === null) continue;
      const parsed = parseDevcontainer(text, file);
      if (!parsed.ok) throw new Error(parsed.error);
      const { ignored } = parsed.value;
      if (ignored.length > 0) say(this.input, `Of ${file} only the image is used; left out: ${ignored.join(', ')}.`);
      return parsed.value.kind === 'build'
        ? buildFromProject(this.input, parsed.value)
        : this.pull(parsed.value.reference);
    }
    throw new Error('The commit has no devcontainer.json.');
  }
}
