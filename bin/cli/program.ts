/** The commands and their options. Each loads what it needs when it is called, so that `--help` is quick. */
import { Command, Option } from 'commander';
import type { Common } from '@/bin/cli/commands/read';
import type { PlanFlags } from '@/bin/cli/commands/plan';
import type { Outcome } from '@/bin/cli/outcome';
import type { RunFlags } from '@/bin/cli/run-flags';
import type { StartFlags } from '@/bin/cli/starts';
import { dataHome } from '@/lib/env';
import path from 'node:path';

type Globals = { json?: boolean; home?: string };
type Print = (outcome: Outcome) => void;

const write = (text: string): void => void process.stdout.write(text);

export function buildProgram(print: Print): Command {
  const program = new Command('bakeoff')
    .description('Runs coding agents side by side on the same commit and merges the best.')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(`bakeoff --help` lists the commands)')
    .exitOverride();
  addServerCommands(program, print);
  addRunCommands(program, print);
  addPlanCommand(program, print);
  addSchemaCommand(program, print);
  addReadCommands(program, print);
  addExportCommand(program, print);
  addChangeCommands(program, print);
  return program;
}

/** Every command takes --json and --home. */
function command(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('--json', 'print one JSON object on standard output')
    .option('--home <dir>', 'data folder (BAKEOFF_HOME)');
}

function common(options: Globals): Common {
  return {
    home: options.home === undefined ? dataHome() : path.resolve(options.home),
    say: (text) => void process.stderr.write(`${text}\n`),
  };
}

function addServerCommands(program: Command, print: Print): void {
  command(program, 'up', 'start the page, a worker and the database')
    .option('--port <number>', 'port of the page (BAKEOFF_PORT, default 4747)')
    .option('--no-open', 'do not open the browser')
    .addOption(new Option('--dev', 'run from the sources').hideHelp())
    .action(async (options: Globals & { port?: string; open: boolean; dev?: boolean }) => {
      const { upCommand } = await import('@/bin/cli/commands/up');
      const { port, open, dev = false, json = false } = options;
      print(await upCommand(common(options), { port, open, dev, json, write }));
    });
  command(program, 'down', 'stop what `up` or `run --detach` left running').action(async (options: Globals) => {
    const { downCommand } = await import('@/bin/cli/commands/up');
    print(await downCommand(common(options)));
  });
  command(program, 'worker', 'start one more worker in the foreground').action(async (options: Globals) => {
    const { workerCommand } = await import('@/bin/cli/commands/up');
    print(await workerCommand(common(options)));
  });
  command(program, 'doctor', 'check what a run needs: git, database, disk, sandboxes, agents').action(
    async (options: Globals) => {
      const { doctorCommand } = await import('@/bin/cli/commands/doctor');
      print(await doctorCommand(common(options)));
    },
  );
  type Mcp = Globals & { allowMerge?: boolean; allowProcess?: boolean };
  command(program, 'mcp', 'let a coding agent start, follow and compare experiments (MCP over standard input)')
    .option('--allow-merge', 'it may merge and undo by itself')
    .option('--allow-process', 'what it starts may run without isolation where nothing here isolates')
    .action(async ({ allowMerge = false, allowProcess = false, ...options }: Mcp) => {
      const { mcpCommand } = await import('@/bin/cli/commands/mcp');
      print(await mcpCommand(common(options), { allowMerge, allowProcess }));
    });
}

const collect = (value: string, list: string[] = []): string[] => [...list, value];

function withRunFlags(base: Command): Command {
  return base
    .option('--project <dir>', 'repository: a folder, a URL or builtin:demo')
    .option('--base <ref>', 'branch, tag or commit to start from')
    .option('--task <text>', 'what the agents are asked')
    .option('--name <text>', 'name of the experiment')
    .option(
      '--agent <name>',
      "agent of the variants (repeat for several); type=name for one of another system's document",
      collect,
    )
    .option('--model <name>', 'model of the variants')
    .option('--variant <id=approach>', 'one way to try (repeat for several)', collect)
    .option('--test <command>', 'gate that must pass (repeat for several)', collect)
    .option('--setup <command>', 'set-up of each checkout')
    .option('--strategy <type>', 'parallel or competitive')
    .option('--select <rule>', 'how the winner is chosen')
    .option('--provider <name>', 'what locks runs in: auto, bubblewrap, docker or process')
    .option('--image <name>', 'docker: a template (node), an image (node:22), ./Dockerfile or devcontainer')
    .option('--cpus <number>', 'processors of one run')
    .option('--memory <size>', 'memory of one run, for example 4g')
    .option('--network <policy>', 'none, agents-only, allow-list or full')
    .option('--allow <host>', 'a host that runs may reach (repeat for several)', collect)
    .option('--max-parallel <number>', 'runs at the same time')
    .option('--timeout <duration>', 'time for one agent, for example 15m')
    .option('--fail-fast', 'cancel the others when one fails')
    .option('--include-uncommitted', 'take uncommitted changes along')
    .option('--metadata <key=value>', 'kept with the experiment (repeat for several)', collect);
}

type Foreign = { format?: string; acceptRepair?: boolean };

function withForeignFlags(base: Command): Command {
  return base
    .option('--format <name>', 'what the document is: bakeoff, dispatcher or magic-box (default: by its keys)')
    .option('--accept-repair', 'take the reading that is proposed for a document that is not valid YAML');
}

function addRunCommands(program: Command, print: Print): void {
  type Options = Globals &
    RunFlags &
    StartFlags &
    Foreign & { detach?: boolean; allowProcess?: boolean; traceDir?: string };
  const run = command(program, 'run [file]', 'run an experiment: a file, - for standard input, or flags');
  withForeignFlags(withRunFlags(run))
    .option('--template <name>', 'begin with a template (`bakeoff templates` lists them)')
    .option('--again <id>', 'begin with an experiment that was run before')
    .option('--change <field:value>', 'what is different this time, for example memory:8g', collect)
    .option('--trace-dir <dir>', 'copy the traces there at the end')
    .option('--allow-process', 'agents may run without isolation where nothing here isolates')
    .option('--detach', 'leave it running and print its id')
    .action(async (file: string | undefined, options: Options) => {
      const { home, detach = false, allowProcess = false, traceDir, format, acceptRepair = false, ...rest } = options;
      const { template, again, change, ...flags } = rest;
      delete flags.json;
      const { runCommand } = await import('@/bin/cli/commands/run');
      const start = { template, again, change };
      const importing = { format, acceptRepair };
      print(await runCommand({ ...common({ home }), file, start, flags, importing, detach, allowProcess, traceDir }));
    });
  const validate = command(program, 'validate <file>', 'check an experiment file (- for standard input)');
  withForeignFlags(validate)
    .option('--agent <name>', 'agent for a document of another system (type=name for one of its agents)', collect)
    .option('--project <dir>', 'repository: a folder, a URL or builtin:demo')
    .action(async (file: string, options: Globals & RunFlags & Foreign) => {
      const { home, format, acceptRepair = false, ...flags } = options;
      delete flags.json;
      const { validateCommand } = await import('@/bin/cli/commands/run');
      print(await validateCommand({ ...common({ home }), file, flags, importing: { format, acceptRepair } }));
    });
}

function addPlanCommand(program: Command, print: Print): void {
  command(program, 'plan <request>', 'let an agent plan; prints an experiment file and runs nothing')
    .option('--project <dir>', 'repository: a folder, a URL or builtin:demo (default: this folder)')
    .option('--base <ref>', 'branch, tag or commit to start from')
    .option('--agent <name>', 'agent that plans')
    .option('--model <name>', 'its model')
    .option('--kind <kind>', 'approaches (to one task) or subtasks (that depend on each other)', 'approaches')
    .option('--count <number>', 'how many approaches (3), or how many subtasks at most (10)')
    .option('--file <file>', 'experiment file to put the plan into, with its project, agents and sandbox')
    .option('--out <file>', 'write the experiment file here')
    .option('--provider <name>', 'what locks the agent in: auto, bubblewrap, docker or process')
    .option('--image <name>', 'docker: a template (node), an image (node:22), ./Dockerfile or devcontainer')
    .option('--allow-process', 'it may run without isolation where nothing here isolates')
    .action(async (request: string, options: Globals & PlanFlags & { allowProcess?: boolean }) => {
      const { planCommand } = await import('@/bin/cli/commands/plan');
      const { home, json: _, allowProcess = false, ...flags } = options;
      print(await planCommand({ ...common({ home }), request, flags, allowProcess }));
    });
}

function addSchemaCommand(program: Command, print: Print): void {
  command(program, 'schema', 'print the JSON Schema of the experiment file').action(async () => {
    const { schemaCommand } = await import('@/bin/cli/commands/schema');
    print(schemaCommand());
  });
}

function addReadCommands(program: Command, print: Print): void {
  command(program, 'ls', 'list experiments')
    .option('--limit <number>', 'how many, newest first', '50')
    .action(async (options: Globals & { limit: string }) => {
      const { lsCommand } = await import('@/bin/cli/commands/read');
      print(await lsCommand(common(options), Math.max(1, Number.parseInt(options.limit, 10) || 50)));
    });
  command(program, 'show <id>', 'show an experiment').action(async (id: string, options: Globals) => {
    const { showCommand } = await import('@/bin/cli/commands/read');
    print(await showCommand(common(options), id));
  });
  addLogsCommand(program, print);
  command(program, 'templates', 'list what an experiment can begin with; save or delete your own')
    .option('--save <id>', 'save the text of this experiment as a template')
    .option('--title <text>', 'its title; its name is made from it')
    .option('--description <text>', 'what it is good for', '')
    .option('--delete <name>', 'delete one of your own')
    .action(async (options: Globals & { save?: string; title?: string; description: string; delete?: string }) => {
      const { templatesCommand } = await import('@/bin/cli/commands/templates');
      const { save, title, description, delete: remove } = options;
      print(await templatesCommand(common(options), { save, title, description, remove }));
    });
  const compare = command(program, 'compare <id> [other]', 'compare the runs of an experiment, or it with another one');
  compare.action(async (id: string, other: string | undefined, options: Globals) => {
    const { compareCommand } = await import('@/bin/cli/commands/read');
    print(await compareCommand(common(options), id, other));
  });
}

function addExportCommand(program: Command, print: Print): void {
  command(program, 'export <id>', 'write report, summary, results and traces of an experiment into a folder')
    .option('--out <dir>', 'the folder (default: bakeoff-ID here)')
    .action(async (id: string, options: Globals & { out?: string }) => {
      const { exportCommand } = await import('@/bin/cli/commands/export');
      print(await exportCommand(common(options), { id, out: options.out }));
    });
}

type LogsOptions = Globals & { follow?: boolean; only?: string; search?: string; markdown?: boolean };

function addLogsCommand(program: Command, print: Print): void {
  command(program, 'logs <run>', 'print what a run did and said')
    .option('-f, --follow', 'go on until the run ends')
    .option('--only <kind>', 'only messages, tools, commands or errors')
    .option('--search <text>', 'only entries that hold this text')
    .option('--markdown', 'as Markdown')
    .action(async (run: string, options: LogsOptions) => {
      const { json = false, follow = false, markdown = false, only, search, ...rest } = options;
      const { logsCommand } = await import('@/bin/cli/commands/logs');
      print(await logsCommand(common(rest), { run, follow, only, search, markdown, json, write }));
    });
}

const loadChanges = () => import('@/bin/cli/commands/change');

function addChangeCommands(program: Command, print: Print): void {
  command(program, 'checkout <run>', 'print how to fetch a result, or make a work tree of it')
    .option('--dir <dir>', 'make a work tree here')
    .action(async (run: string, options: Globals & { dir?: string }) => {
      print(await (await loadChanges()).checkoutCommand(common(options), { run, dir: options.dir }));
    });
  command(program, 'merge <run>', 'bring a result into a branch')
    .option('--target <branch>', 'default: the base branch')
    .option('--method <method>', 'squash, merge or rebase', 'squash')
    .action(async (run: string, options: Globals & { target?: string; method: string }) => {
      const { target, method } = options;
      print(await (await loadChanges()).mergeCommand(common(options), { run, target, method }));
    });
  command(program, 'clean', 'remove sandboxes, leftovers and unused cache; results stay')
    .option('--dry-run', 'only say what would be removed')
    .option('--older-than <age>', 'of experiments that ended longer ago than this', '7d')
    .action(async (options: Globals & { dryRun?: boolean; olderThan: string }) => {
      const { dryRun = false, olderThan } = options;
      print(await (await loadChanges()).cleanCommand(common(options), { dryRun, olderThan }));
    });
  const simple = [
    ['undo <merge>', 'take a merge back', 'undoCommand'],
    ['cancel <id>', 'stop an experiment or one run', 'cancelCommand'],
    ['pause <run>', 'let a run stand still, and its clock with it', 'pauseCommand'],
    ['resume <run>', 'let a paused run go on', 'resumeCommand'],
    ['retry <run>', 'run a variant once more', 'retryCommand'],
    ['delete <id>', 'delete an experiment with all it kept', 'deleteCommand'],
  ] as const;
  for (const [usage, description, name] of simple) {
    command(program, usage, description).action(async (id: string, options: Globals) => {
      print(await (await loadChanges())[name](common(options), id));
    });
  }
}
