// The document's count in the status bar: of the selection while there is one, against the budget, coloured at the
// thresholds. Never a wrong number: what is not known yet is an ellipsis.

import * as vscode from 'vscode';
import type { Models } from './models';
import { type Basis, COUNT, type CountParams, type CountResult, type Status } from './protocol';
import { SELECTOR, type ServerSupervisor } from './server';
import { number, PENDING, share, tokens } from './words';

const SELECTION_DELAY_MS = 60;
const HOVER_DELAY_MS = 300;

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('bursar.count', vscode.StatusBarAlignment.Right, 100.5);
  private readonly statuses = new Map<string, Status>();
  private readonly subscriptions: vscode.Disposable[];
  private selectionTimer: NodeJS.Timeout | undefined;
  private hoverTimer: NodeJS.Timeout | undefined;
  private selected: { readonly uri: string; readonly tokens: number | null; readonly basis: Basis } | undefined;
  private asked = 0;
  private compared: { readonly status: Status; readonly table: string } | undefined;
  private comparing = false;
  private seen: vscode.Uri | undefined;

  constructor(
    private readonly server: ServerSupervisor,
    private readonly models: Models,
  ) {
    this.item.name = 'Bursar: Token Count';
    this.item.command = 'bursar.pickModel';
    this.subscriptions = [
      this.item,
      server.onDidChange(() => this.forget()),
      vscode.window.onDidChangeActiveTextEditor(() => this.follow()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) {
          this.follow();
        }
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('bursar.statusBar')) {
          this.compared = undefined;
          this.show();
        }
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.statuses.delete(uri.toString())),
    ];
    this.follow();
  }

  /** Takes what the server tells of a document. */
  take(status: Status): void {
    this.statuses.set(vscode.Uri.parse(status.uri).toString(), status);
    if (this.current()?.document.uri.toString() === vscode.Uri.parse(status.uri).toString()) {
      this.follow();
    }
  }

  /** The latest status of a document, if it is open and counted. */
  of(uri: vscode.Uri): Status | undefined {
    return this.statuses.get(uri.toString());
  }

  /** The document in the active editor, or that which was there last and is still open. */
  get latest(): vscode.Uri | undefined {
    const uri = this.seen?.toString();
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri)?.uri;
  }

  dispose(): void {
    clearTimeout(this.selectionTimer);
    clearTimeout(this.hoverTimer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private forget(): void {
    if (this.server.state.kind !== 'running') {
      this.statuses.clear();
      this.selected = undefined;
    }
    this.show();
  }

  private current(): vscode.TextEditor | undefined {
    const editor = vscode.window.activeTextEditor;
    return editor && vscode.languages.match(SELECTOR, editor.document) ? editor : undefined;
  }

  /** The editor, its selection or its count changed. */
  private follow(): void {
    const editor = this.current();
    this.seen = editor?.document.uri ?? this.seen;
    const uri = editor?.document.uri.toString();
    const selecting = editor?.selections.some((selection) => !selection.isEmpty) ?? false;
    this.asked += 1; // answers under way are stale
    clearTimeout(this.selectionTimer);
    if (!editor || !uri || !selecting) {
      this.selected = undefined;
    } else {
      if (this.selected?.uri !== uri) {
        this.selected = { uri, tokens: null, basis: 'exact' };
      }
      this.selectionTimer = setTimeout(() => void this.countSelection(editor, this.asked), SELECTION_DELAY_MS);
    }
    this.show();
  }

  private async countSelection(editor: vscode.TextEditor, asked: number): Promise<void> {
    const uri = editor.document.uri.toString();
    try {
      const client = this.server.connection;
      const ranges = editor.selections.map((range) => client.code2ProtocolConverter.asRange(range));
      const params: CountParams = { textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri) }, ranges };
      const result: CountResult = await client.sendRequest(COUNT, params);
      if (asked === this.asked) {
        const sum = (result.ranges ?? []).reduce((total, range) => total + range.tokens, 0);
        this.selected = { uri, tokens: sum, basis: result.basis };
        this.show();
      }
    } catch {
      // The server is not there, or the document was closed: the ellipsis stays.
    }
  }

  private show(): void {
    const editor = this.current();
    if (!editor || this.server.state.kind === 'stopped') {
      this.item.hide();
      return;
    }
    const status = this.of(editor.document.uri);
    this.item.text = this.text(status);
    this.item.accessibilityInformation = { label: this.label(status), role: 'button' };
    this.item.backgroundColor = this.selected ? undefined : background(status); // the colour is that of the number shown
    this.hover(editor.document.uri, status);
    this.item.show();
  }

  private text(status: Status | undefined): string {
    if (this.selected) {
      return `${tokens(this.selected.tokens, this.selected.basis)} selected`;
    }
    const total = tokens(status && !status.pending ? status.tokens : null, status?.basis ?? 'exact');
    return status?.percent === undefined || status.pending ? total : `${total} · ${number(status.percent)} %`;
  }

  private label(status: Status | undefined): string {
    if (this.selected || !status || status.pending || status.tokens === null) {
      return `Bursar: ${this.text(status).replace(PENDING, 'counting')}`;
    }
    return `Bursar: ${sentence(status)}, for ${status.model}. Press to pick a model.`;
  }

  /** The table of models is filled in when the typing pauses, once for a text. */
  private hover(uri: vscode.Uri, status: Status | undefined): void {
    clearTimeout(this.hoverTimer);
    const table = status && this.compared?.status === status ? this.compared.table : undefined;
    this.item.tooltip = tooltip(status, table);
    if (table === undefined && status && !status.pending) {
      this.hoverTimer = setTimeout(() => void this.compare(uri, status), HOVER_DELAY_MS);
    }
  }

  private async compare(uri: vscode.Uri, status: Status): Promise<void> {
    if (this.comparing) {
      return; // what is under way asks again for what is shown when it is done
    }
    this.comparing = true;
    const table = await this.models.comparison(uri, status).finally(() => {
      this.comparing = false;
    });
    this.compared = { status, table };
    this.show();
  }
}

/** `3,412 of 3,000 tokens (113 %)`, or the tokens alone; and what else comes to its limit. */
function sentence({ tokens: total, basis, budget, crossed }: Status): string {
  const own = total === null || !budget ? tokens(total, basis) : share({ unit: 'tokens', used: total, limit: budget }, basis);
  return crossed && crossed.unit !== 'tokens' ? `${own}; ${share(crossed, basis)}` : own;
}

function background(status: Status | undefined): vscode.ThemeColor | undefined {
  if (!status || status.pending || status.severity !== 'warning') {
    return undefined;
  }
  const { used = 0, limit = 0 } = status.crossed ?? {};
  return new vscode.ThemeColor(used > limit ? 'statusBarItem.errorBackground' : 'statusBarItem.warningBackground');
}

function tooltip(status: Status | undefined, table: string | undefined): vscode.MarkdownString {
  const parts = [status && !status.pending ? `**${sentence(status)}**` : `Counting ${PENDING}`];
  if (table) {
    parts.push(table);
  }
  parts.push('[Pick model](command:bursar.pickModel) · [Set budget](command:bursar.setBudget)');
  const markdown = new vscode.MarkdownString(parts.join('\n\n'));
  markdown.isTrusted = { enabledCommands: ['bursar.pickModel', 'bursar.setBudget'] };
  return markdown;
}
