import type { PipelineShape } from '@/lib/core/pipeline-shape';

export type TemplateFile = { name: string; origin: 'built-in' | 'own'; text: string };

/** Experiment files that others begin with: those that come with the product, and the person's own. */
export type TemplateFiles = {
  /** Files that are too large or no plain files are left out. */
  list: () => Promise<TemplateFile[]>;
  /** False: there is one of that name already. */
  create: (name: string, text: string) => Promise<boolean>;
  /** False: there is no own one of that name. */
  remove: (name: string) => Promise<boolean>;
};

/** An experiment file that others begin with. */
export type TemplateView = {
  /** Unique; of its file. */
  name: string;
  title: string;
  description: string;
  origin: 'built-in' | 'own';
  text: string;
  /** Null: it is not a valid experiment, and says why. */
  shape: PipelineShape | null;
  /** How it runs and what judges it, in a few words. */
  facts: string[];
  problems: string[];
};
