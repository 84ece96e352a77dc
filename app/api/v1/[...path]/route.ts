import { refuseUnknownPath } from '@/lib/server/api/serve';

export function GET(): Promise<Response> {
  return refuseUnknownPath();
}

export function POST(): Promise<Response> {
  return refuseUnknownPath();
}

export function PUT(): Promise<Response> {
  return refuseUnknownPath();
}

export function PATCH(): Promise<Response> {
  return refuseUnknownPath();
}

export function DELETE(): Promise<Response> {
  return refuseUnknownPath();
}
