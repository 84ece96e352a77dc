import { expect, it } from 'vitest';
import { parseImage } from '@/lib/core/image';
import { FIRST_IMAGE, imageRequest } from './image-request';

it('asks for what an experiment file would say, and is read back as meant', () => {
  const drafts = [
    { ...FIRST_IMAGE, template: 'go' },
    { ...FIRST_IMAGE, kind: 'reference' as const, reference: ' node:22 ' },
    { ...FIRST_IMAGE, kind: 'dockerfile' as const, path: 'ci/build.containerfile', projectId: 'p1' },
    { ...FIRST_IMAGE, kind: 'devcontainer' as const, projectId: 'p1' },
  ];
  const requests = drafts.map(imageRequest);
  expect(requests.map((request) => request?.projectId)).toEqual([null, null, 'p1', 'p1']);
  expect(requests.map((request) => parseImage(request?.name ?? '').kind)).toEqual(drafts.map((draft) => draft.kind));
});

it('waits for the project of a file, and for the name of an image', () => {
  expect(imageRequest({ ...FIRST_IMAGE, kind: 'dockerfile' })).toBeNull();
  expect(imageRequest({ ...FIRST_IMAGE, kind: 'reference' })).toBeNull();
  expect(imageRequest({ ...FIRST_IMAGE, kind: 'dockerfile', path: ' ', projectId: 'p1' })).toBeNull();
});
