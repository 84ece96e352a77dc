/**
 * Everything the product does, as one type: pages, the JSON API and the command line call these and nothing else.
 * Implementations are in this folder, one file a group; `createBakeoff` puts them together.
 */
import type { FileChange, MergeMethod, RepositoryInfo } from '@/lib/core/repository';
import type { Result } from '@/lib/core/result';
import type { FileProblem } from '@/lib/schemas/experiment-file';
import type { Trace } from '@/lib/schemas/trace';
import type { TemplateView } from '@/lib/schemas/template-files';
import type { PlanRequest } from '@/lib/schemas/plan/schema';
import type {
  AgentView,
  DataUsageView,
  DiffView,
  EventView,
  ExperimentSummary,
  ExperimentView,
  HostView,
  ImageView,
  MergePreviewView,
  MergeView,
  PreviewView,
  ProjectView,
  ResourcePoint,
  RunView,
  TrialView,
} from '@/lib/schemas/view';
import type { PlanView } from '@/lib/schemas/plan/view';

/** What a person is told when something can't be done: a code for programs, a sentence, the next step. */
export type Refusal = { type: string; message: string; remedy: string; files?: string[] };

export type ProjectDetail = { project: ProjectView; repository: RepositoryInfo | null; problem: Refusal | null };

export type LaunchInput = {
  /** The experiment file as YAML or JSON. */
  text: string;
  /** Folder that a relative `project:` starts from; null refuses relative paths. */
  workingDir: string | null;
  /** A person said, here and now, that its agents may run without isolation. */
  allowProcess?: boolean;
  /** What a person agrees to in a file, an agent that writes one does not. Default: a person. */
  author?: 'person' | 'agent';
  /** A program's own key: a launch that comes again under it answers with the first. */
  key?: string;
};

/** `text` is the start of an experiment file: its project, base, agents and sandbox are those of the plan, too. */
export type PlanInput = LaunchInput & Omit<PlanRequest, 'text' | 'agents'>;

export type CheckoutResult = {
  /** Command that fetches the result into any clone. */
  fetchCommand: string;
  sha: string;
  ref: string;
  /** Set where a work tree was made. */
  worktree: { dir: string; branch: string } | null;
};

export type CleanResult = { removed: { what: string; bytes: number }[]; bytes: number; dryRun: boolean };

/** A file of a download; `path` is relative and made of safe names. */
export type PackedFile = { path: string; text: string };
/** `name`: of the folder or archive that they go into. */
export type Packed = { name: string; files: AsyncIterable<PackedFile> };

export type Bakeoff = {
  projects: {
    add: (location: string) => Promise<Result<ProjectView, Refusal>>;
    addDemo: () => Promise<ProjectView>;
    list: () => Promise<ProjectView[]>;
    get: (id: string) => Promise<ProjectDetail | null>;
    /** Takes it off the list; experiments stay until deleted. */
    hide: (id: string) => Promise<void>;
    /** Agents of this project may run without isolation, from now on. */
    allowProcess: (id: string, allowed: boolean) => Promise<Result<null, Refusal>>;
    /** Runs of this project that start from now on may reach the host (`host` or `host:port`). */
    allowHost: (id: string, host: string, allowed: boolean) => Promise<Result<null, Refusal>>;
  };
  experiments: {
    launch: (input: LaunchInput) => Promise<Result<{ experimentId: string }, { problems: FileProblem[] }>>;
    validate: (input: LaunchInput) => Promise<FileProblem[]>;
    /** Newest first. `after`: only those behind that experiment. */
    list: (filter?: { projectId?: string; limit?: number; after?: string }) => Promise<ExperimentSummary[]>;
    get: (id: string) => Promise<ExperimentView | null>;
    cancel: (id: string) => Promise<Result<null, Refusal>>;
    chooseWinner: (input: { experimentId: string; runId: string; reason: string }) => Promise<Result<null, Refusal>>;
    remove: (id: string) => Promise<Result<null, Refusal>>;
  };
  runs: {
    get: (id: string) => Promise<RunView | null>;
    cancel: (id: string) => Promise<Result<null, Refusal>>;
    /** Its processes stand still, and so does its clock. */
    pause: (id: string) => Promise<Result<null, Refusal>>;
    resume: (id: string) => Promise<Result<null, Refusal>>;
    /** What it used over time. */
    resources: (id: string) => Promise<ResourcePoint[]>;
    retry: (id: string) => Promise<Result<{ runId: string }, Refusal>>;
    /** To a running ACP agent: the next turn. To a finished run: a new run on its result. */
    followUp: (input: { runId: string; text: string }) => Promise<Result<{ runId: string }, Refusal>>;
    /** A run that stopped because the results it starts from do not fit together: an agent resolves it first. */
    resolve: (input: { runId: string; agent: string | null }) => Promise<Result<{ runId: string }, Refusal>>;
    /** The same, from a branch or commit of the person's repository that holds the resolution. */
    continueFrom: (input: { runId: string; ref: string }) => Promise<Result<{ runId: string }, Refusal>>;
    answerPermission: (input: {
      runId: string;
      requestId: string;
      optionId: string | null;
    }) => Promise<Result<null, Refusal>>;
    events: (input: { runId: string; after: number; limit: number }) => Promise<EventView[]>;
    /** Number of the newest event; 0 where there is none. */
    lastSeq: (runId: string) => Promise<number>;
    /** `against`: `base` or the id of another run of the same experiment. */
    diff: (input: { runId: string; against: string }) => Promise<Result<DiffView, Refusal>>;
    /** What a run changed against the base, without the patch. */
    files: (runId: string) => Promise<Result<FileChange[], Refusal>>;
    /** The whole patch, for `git apply`. */
    patch: (input: { runId: string; against: string }) => Promise<Result<string, Refusal>>;
    checkout: (input: { runId: string; dir: string | null }) => Promise<Result<CheckoutResult, Refusal>>;
  };
  traces: {
    /** Null: there is no such run. */
    get: (runId: string) => Promise<Trace | null>;
    /** All of an experiment, with their index. */
    pack: (experimentId: string) => Promise<Packed | null>;
  };
  /** What leaves the product: known secrets are cut out. Null: there is no such experiment. */
  exports: {
    /** Everything, as files of a folder. */
    pack: (experimentId: string) => Promise<Packed | null>;
    /** One HTML file that loads nothing. */
    report: (experimentId: string) => Promise<string | null>;
    /** Markdown. */
    summary: (experimentId: string) => Promise<string | null>;
  };
  merges: {
    preview: (input: { runId: string; target: string | null; method: MergeMethod }) => Promise<MergePreviewView>;
    merge: (input: {
      runId: string;
      target: string | null;
      method: MergeMethod;
    }) => Promise<Result<MergeView, Refusal>>;
    undo: (mergeId: string) => Promise<Result<MergeView, Refusal>>;
    /** Projects from a URL: pushes the run's result as a branch. */
    push: (input: { runId: string; branch: string }) => Promise<Result<{ remote: string; branch: string }, Refusal>>;
  };
  trials: {
    start: (input: LaunchInput) => Promise<Result<{ trialId: string }, { problems: FileProblem[] }>>;
    get: (id: string) => Promise<TrialView | null>;
  };
  plans: {
    /** Asks an agent; nothing of what it plans is started. */
    start: (input: PlanInput) => Promise<Result<{ planId: string }, { problems: FileProblem[] }>>;
    get: (id: string) => Promise<PlanView | null>;
    cancel: (id: string) => Promise<Result<null, Refusal>>;
  };
  previews: {
    /** Serves a run's result with the experiment's `preview` command; one a run. */
    start: (runId: string) => Promise<Result<PreviewView, Refusal>>;
    stop: (runId: string) => Promise<Result<null, Refusal>>;
  };
  host: {
    get: () => Promise<HostView>;
    /** Looks again, on this host. */
    refresh: () => Promise<HostView>;
  };
  images: {
    list: () => Promise<ImageView[]>;
    /** Builds or fetches what `sandbox.image` may say; a project for its Dockerfile or devcontainer. */
    build: (input: { name: string; projectId: string | null }) => Promise<Result<ImageView, Refusal>>;
  };
  agents: {
    list: () => Promise<AgentView[]>;
    refresh: () => Promise<AgentView[]>;
    installAdapter: (name: string) => Promise<Result<AgentView, Refusal>>;
  };
  templates: {
    /** Those of the product in their own order, then the person's by name. */
    list: () => Promise<TemplateView[]>;
    get: (name: string) => Promise<TemplateView | null>;
    /** Its name is made from the title. */
    save: (input: { title: string; description: string; text: string }) => Promise<Result<TemplateView, Refusal>>;
    remove: (name: string) => Promise<Result<null, Refusal>>;
  };
  data: {
    usage: () => Promise<DataUsageView>;
    clean: (input: { dryRun: boolean; olderThanMs: number }) => Promise<CleanResult>;
  };
};
