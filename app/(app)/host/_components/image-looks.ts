import { Check, LoaderCircle, X } from 'lucide-react';
import type { StatusLook } from '@/components/ui/status-pill';
import type { ImageView } from '@/lib/schemas/view';

export const IMAGE_LOOKS: Record<ImageView['status'], StatusLook> = {
  building: { icon: LoaderCircle, word: 'Building', tone: 'busy', spins: true },
  ready: { icon: Check, word: 'Ready', tone: 'ok' },
  failed: { icon: X, word: 'Failed', tone: 'bad' },
};
