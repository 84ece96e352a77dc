import { useQueryClient } from '@tanstack/react-query';
import { experimentQuery } from '@/lib/client/queries';

/** Reads the experiment again after an action, without waiting for the stream to say so. */
export function useRefresh(experimentId: string): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: experimentQuery(experimentId).queryKey });
}
