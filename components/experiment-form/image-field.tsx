'use client';

import { type Isolation, usedProbe } from '@/components/sandbox/provider-words';
import { assertNever } from '@/lib/core/assert-never';
import { IMAGE_TEMPLATES, parseImage } from '@/lib/core/image';
import { fieldOf } from '@/lib/schemas/experiment-file/draft';
import { useDraft } from './draft-context';
import { TextField } from './fields';

const PATH = ['sandbox', 'image'];
const SUGGESTIONS = [...IMAGE_TEMPLATES, './Dockerfile', 'devcontainer'];

/** Only containers have an image; what a file says of one is shown wherever it is said. */
export function ImageField({ isolation }: { isolation: Isolation }) {
  const { draft } = useDraft();
  const value = fieldOf(draft.data, PATH);
  if (value === undefined && usedProbe(isolation)?.provider !== 'docker') return null;
  return (
    <TextField
      path={PATH}
      label="Image"
      optional
      mono
      placeholder="default"
      suggestions={SUGGESTIONS}
      hint={meaningOf(typeof value === 'string' ? value : null)}
      className="min-w-0 sm:col-span-2"
    />
  );
}

function meaningOf(text: string | null): string {
  const source = parseImage(text);
  switch (source.kind) {
    case 'template':
      return `The template “${source.name}” of Bakeoff. Also: an image (node:22), ./Dockerfile of the project, devcontainer.`;
    case 'reference':
      return 'An image that the engine has or fetches.';
    case 'dockerfile':
      return 'Built from this file of the project, at the base commit.';
    case 'devcontainer':
      return "The image of the project's devcontainer.";
    default:
      return assertNever(source);
  }
}
