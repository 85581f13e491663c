// The server's life: found, started, started again when it dies, and what is told of it. One message at most for each
// kind of trouble; everything else is in the log and in the language status.

import { type ChildProcess, spawn } from 'node:child_process';
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State } from 'vscode-languageclient/node';
import { locate, type Missing, type Server } from './locate';
import { CLIENT_COMMANDS } from './protocol';
import { foldersOnDisk, SECTION, serverSettings } from './settings';
import { reason } from './words';

export const SELECTOR = [{ scheme: 'file' }, { scheme: 'untitled' }, { scheme: 'vscode-vfs' }, { scheme: 'memfs' }];

const CRASHES_TO_TELL = 5;
const CRASH_WINDOW_MS = 3 * 60_000;
const LONGEST_PAUSE_MS = 30_000;

export type ServerState =
  | { readonly kind: 'starting'; readonly why?: string }
  | { readonly kind: 'running'; readonly server: Server; readonly version: string }
  | { readonly kind: 'stopped'; readonly why: string };

/** A client that writes to its log and leaves it to us what people are told. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Keeps one server running. */
export class ServerSupervisor implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ServerState>();
  private readonly connected = new vscode.EventEmitter<LanguageClient>();
  private readonly filesChanged = new vscode.EventEmitter<void>();
  private readonly crashes: number[] = [];
  private readonly told = new Set<string>();
  private client: LanguageClient | undefined;
  private process: ChildProcess | undefined;
  private pause: NodeJS.Timeout | undefined;
  private run = 0;
  private now: ServerState = { kind: 'starting' };
  private found: Server | undefined;

  /** Fires whenever the state changes. */
  readonly onDidChange = this.changed.event;
  /** Fires for each new connection, when the server is ready on it. */
  readonly onDidConnect = this.connected.event;
  /** Fires for each change on disk that the server is told of. */
  readonly onDidChangeFiles = this.filesChanged.event;

  constructor(
    private readonly extension: vscode.Extension<unknown>,
    private readonly log: vscode.LogOutputChannel,
    private readonly listen: (client: LanguageClient) => void,
  ) {}

  get state(): ServerState {
    return this.now;
  }

  /** The command line in use, for other subcommands of the same server. */
  get server(): Server | undefined {
    return this.found;
  }

  /** The connection; throws a sentence for people where there is none. */
  get connection(): LanguageClient {
    if (!this.client || this.now.kind !== 'running') {
      throw new Error((this.now.kind !== 'running' && this.now.why) || 'Bursar is still starting.');
    }
    return this.client;
  }

  /** Stops whatever runs, looks for a server anew, and starts it. */
  async restart(): Promise<void> {
    this.crashes.length = 0;
    this.told.clear();
    await this.start();
  }

  /** Sends the user's settings as they are now. */
  async configure(): Promise<void> {
    if (this.client && this.now.kind === 'running') {
      const settings = { [SECTION]: serverSettings(this.extension) };
      await this.client.sendNotification('workspace/didChangeConfiguration', { settings });
    }
  }

  async stop(): Promise<void> {
    this.run += 1;
    clearTimeout(this.pause);
    const { client, process } = this;
    this.client = this.process = undefined;
    await client?.dispose().catch((error: unknown) => {
      this.log.debug(`stopping: ${reason(error)}`);
      process?.kill(); // a client that is still starting, or whose server does not answer, cannot be stopped otherwise
    });
  }

  dispose(): void {
    this.changed.dispose();
    this.connected.dispose();
    this.filesChanged.dispose();
  }

  private async start(): Promise<void> {
    const stopped = this.stop();
    const run = this.run; // before the wait: of several starts at once the last one goes on
    await stopped;
    if (run !== this.run) {
      return;
    }
    this.become({ kind: 'starting' });
    const found = await locate(this.extension.extensionPath, this.log);
    if (run !== this.run) {
      return;
    }
    if ('missing' in found) {
      this.cannotFind(found);
      return;
    }
    this.found = found;
    this.log.info(`Server: ${found.label}`);
    const first = await launched(found).catch((error: unknown) => reason(error));
    if (run !== this.run) {
      if (typeof first !== 'string') {
        first.kill();
      }
      return;
    }
    if (typeof first === 'string') {
      const why = `Bursar's server cannot be started: ${first}.`;
      this.cannotFind({ missing: why, setting: 'bursar.server.command' });
      return;
    }
    await this.connect(found, first, run);
  }

  private async connect(server: Server, process: ChildProcess, run: number): Promise<void> {
    const client = new QuietClient(SECTION, 'Bursar', () => Promise.resolve(process), this.options());
    [this.client, this.process] = [client, process];
    this.listen(client);
    client.onDidChangeState(({ newState }) => {
      if (run === this.run && (newState === State.Stopped || newState === State.StartFailed)) {
        this.crashed();
      }
    });
    try {
      await client.start();
    } catch (error) {
      this.log.error(`The server did not start: ${reason(error)}`);
      process.kill();
      return; // the state's change has been seen above
    }
    if (run === this.run) {
      const version = client.initializeResult?.serverInfo?.version ?? '';
      this.become({ kind: 'running', server, version });
      this.connected.fire(client);
    }
  }

  private options(): ConstructorParameters<typeof LanguageClient>[3] {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: {
        bursar: { ...serverSettings(this.extension), status: true, commands: CLIENT_COMMANDS },
      },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
      },
      middleware: {
        workspace: {
          configuration: (params) => params.items.map(() => serverSettings(this.extension)),
          didChangeWatchedFile: (event, next) => {
            this.filesChanged.fire();
            return next(event);
          },
        },
      },
    };
  }

  /** The server went away by itself: soon again, later each time, and a word to the user when it goes on like that. */
  private crashed(): void {
    this.run += 1; // what this run still reports is of no interest
    const now = Date.now();
    this.crashes.push(now);
    while ((this.crashes[0] ?? now) < now - CRASH_WINDOW_MS) {
      this.crashes.shift();
    }
    this.become({ kind: 'starting', why: "Bursar's server stopped; it is being started again." });
    if (this.crashes.length >= CRASHES_TO_TELL) {
      void this.tell(`Bursar's server stopped ${this.crashes.length} times; it is being started again.`, 'Show Logs', () =>
        this.log.show(),
      );
    }
    const pause = this.crashes.length === 1 ? 0 : Math.min(250 * 2 ** (this.crashes.length - 1), LONGEST_PAUSE_MS);
    this.pause = setTimeout(() => void this.start(), pause);
  }

  private cannotFind({ missing, setting }: Missing): void {
    this.become({ kind: 'stopped', why: missing });
    this.log.error(missing);
    const open = () => vscode.commands.executeCommand('workbench.action.openSettings', `@id:${setting}`);
    void this.tell(missing, 'Open Setting', open);
  }

  private become(state: ServerState): void {
    this.now = state;
    this.changed.fire(state);
  }

  private async tell(message: string, button: string, act: () => unknown): Promise<void> {
    if (!this.told.has(button)) {
      this.told.add(button);
      if ((await vscode.window.showErrorMessage(message, button)) === button) {
        act();
      }
    }
  }
}

/** How a process of the server's runs: in the first folder that is on a disk, where its settings are found. */
export function processOptions(): { readonly cwd?: string; readonly windowsHide: true } {
  const folder = foldersOnDisk()[0]?.uri.fsPath;
  return { ...(folder ? { cwd: folder } : {}), windowsHide: true };
}

/** The server's process, once it really runs. */
function launched(server: Server): Promise<ChildProcess> {
  const started = spawn(server.command, [...server.args, 'lsp'], processOptions());
  return new Promise((resolve, reject) => {
    started.once('spawn', () => resolve(started));
    started.once('error', reject);
  });
}
