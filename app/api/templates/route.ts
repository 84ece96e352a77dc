import { answer } from '@/lib/server/answer';

export function GET(): Promise<Response> {
  return answer((bakeoff) => bakeoff.templates.list());
}
