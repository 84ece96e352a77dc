import { expect, it } from 'vitest';
import { parseImage } from './image';

it.each([
  [null, { kind: 'template', name: 'default' }],
  ['node', { kind: 'template', name: 'node' }],
  ['node:22', { kind: 'reference', reference: 'node:22' }],
  ['ghcr.io/a/b@sha256:0', { kind: 'reference', reference: 'ghcr.io/a/b@sha256:0' }],
  ['./Dockerfile', { kind: 'dockerfile', path: 'Dockerfile' }],
  ['build/dev.Dockerfile', { kind: 'dockerfile', path: 'build/dev.Dockerfile' }],
  ['devcontainer', { kind: 'devcontainer' }],
])('reads %j', (text, source) => expect(parseImage(text)).toEqual(source));
