// Badges in the explorer for budgeted files at their thresholds, open or not. Calm: a triangle, an empty one for a file
// that comes near its budget, and the numbers only in the tooltip, where they can be whole.

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type BudgetedFile, FILES, type Status } from './protocol';
import type { ServerSupervisor } from './server';
import { foldersOnDisk, SECTION } from './settings';
import { reason, share } from './words';

const REFRESH_DELAY_MS = 1_000;
const METHOD_NOT_FOUND = -32601;

type Figures = Pick<BudgetedFile, 'basis' | 'crossed'>;

export class Badges implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  private readonly files = new Map<string, Figures>();
  private readonly open = new Map<string, Figures>();
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private unable = false;

  readonly onDidChangeFileDecorations = this.changed.event;

  constructor(
    private readonly server: ServerSupervisor,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changed,
      vscode.window.registerFileDecorationProvider(this),
      server.onDidConnect(() => {
        this.unable = false;
        this.refreshSoon();
      }),
      server.onDidChange(({ kind }) => kind === 'stopped' && this.clear()),
      server.onDidChangeFiles(() => this.refreshSoon()),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(SECTION) && this.refreshSoon()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refreshSoon()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.closed(uri)),
    ];
  }

  /** An open document's own figures are newer than those of its file. */
  take(status: Status): void {
    const uri = vscode.Uri.parse(status.uri);
    const before = decoration(this.figures(uri))?.tooltip;
    if (status.pending) {
      this.open.delete(uri.toString());
    } else {
      this.open.set(uri.toString(), status);
    }
    if (decoration(this.figures(uri))?.tooltip !== before) {
      this.changed.fire([uri]);
    }
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    return decoration(this.figures(uri));
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private figures(uri: vscode.Uri): Figures | undefined {
    return this.open.get(uri.toString()) ?? this.files.get(uri.toString());
  }

  private closed(uri: vscode.Uri): void {
    if (this.open.delete(uri.toString())) {
      this.changed.fire([uri]);
      this.refreshSoon();
    }
  }

  private clear(): void {
    this.open.clear();
    this.files.clear();
    this.changed.fire(undefined);
  }

  /** At most once in a while: something may be written to the folder all the time. */
  private refreshSoon(): void {
    this.timer ??= setTimeout(() => void this.refresh(), REFRESH_DELAY_MS);
  }

  private async refresh(): Promise<void> {
    this.timer = undefined;
    if (this.unable || this.server.state.kind !== 'running') {
      return;
    }
    const found = new Map<string, Figures>();
    try {
      for (const { uri } of foldersOnDisk()) {
        for (const file of await budgeted(this.server.connection, uri)) {
          found.set(vscode.Uri.parse(file.uri).toString(), file);
        }
      }
    } catch (error) {
      this.unable = (error as { code?: unknown }).code === METHOD_NOT_FOUND; // an older server: open files still have theirs
      this.log.debug(`${FILES}: ${reason(error)}`);
      return;
    }
    this.files.clear();
    for (const [uri, file] of found) {
      this.files.set(uri, file);
    }
    this.changed.fire(undefined);
  }
}

async function budgeted(client: LanguageClient, folder: vscode.Uri): Promise<readonly BudgetedFile[]> {
  const params = { folder: client.code2ProtocolConverter.asUri(folder) };
  const answer = await client.sendRequest<readonly BudgetedFile[] | { files?: readonly BudgetedFile[] }>(FILES, params);
  const files = Array.isArray(answer) ? answer : ((answer as { files?: readonly BudgetedFile[] }).files ?? []);
  return files.filter((file) => typeof file.uri === 'string');
}

function decoration(figures: Figures | undefined): vscode.FileDecoration | undefined {
  if (!figures?.crossed) {
    return undefined;
  }
  const { used, limit } = figures.crossed;
  const told = share(figures.crossed, figures.basis);
  return used > limit
    ? new vscode.FileDecoration('▲', `Over its budget: ${told}`, new vscode.ThemeColor('list.warningForeground'))
    : new vscode.FileDecoration('△', `Near its budget: ${told}`);
}
