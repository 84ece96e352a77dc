import { answer } from '@/lib/server/answer';

export function GET(request: Request): Promise<Response> {
  const projectId = new URL(request.url).searchParams.get('project');
  return answer((bakeoff) => bakeoff.experiments.list(projectId ? { projectId } : {}));
}
