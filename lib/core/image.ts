/** What `sandbox.image` may say. */

export const IMAGE_TEMPLATES = ['default', 'node', 'python', 'go', 'rust'] as const;
export type ImageTemplate = (typeof IMAGE_TEMPLATES)[number];

export type ImageSource =
  | { kind: 'template'; name: ImageTemplate }
  | { kind: 'reference'; reference: string }
  /** A Dockerfile of the project, relative to its root. */
  | { kind: 'dockerfile'; path: string }
  | { kind: 'devcontainer' };

/** `node` is the template, `node:22` the image, `./Dockerfile` the project's own; nothing means the default template. */
export function parseImage(text: string | null): ImageSource {
  if (text === null) return { kind: 'template', name: 'default' };
  const template = IMAGE_TEMPLATES.find((name) => name === text);
  if (template) return { kind: 'template', name: template };
  if (text === 'devcontainer') return { kind: 'devcontainer' };
  if (text.startsWith('./')) return { kind: 'dockerfile', path: text.slice(2) };
  if (/(^|[./])dockerfile$/i.test(text)) return { kind: 'dockerfile', path: text };
  return { kind: 'reference', reference: text };
}
