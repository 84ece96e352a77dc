/** What is asked for when an image is built. Pure. */
import { IMAGE_TEMPLATES } from '@/lib/core/image';

export type ImageKind = 'template' | 'reference' | 'dockerfile' | 'devcontainer';

export type ImageDraft = { kind: ImageKind; template: string; reference: string; path: string; projectId: string };

export const FIRST_IMAGE: ImageDraft = {
  kind: 'template',
  template: IMAGE_TEMPLATES[0],
  reference: '',
  path: './Dockerfile',
  projectId: '',
};

/** As `sandbox.image` says it; null while something is missing. */
export function imageRequest(draft: ImageDraft): { name: string; projectId: string | null } | null {
  const { kind, template, reference, path, projectId } = draft;
  if (kind === 'template') return { name: template, projectId: null };
  if (kind === 'reference') return reference.trim() === '' ? null : { name: reference.trim(), projectId: null };
  if (projectId === '') return null;
  if (kind === 'devcontainer') return { name: 'devcontainer', projectId };
  const file = path.trim();
  if (file === '') return null;
  return { name: file.startsWith('./') ? file : `./${file}`, projectId };
}
