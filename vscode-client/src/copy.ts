// Copying packed context: one request to the server, its text to the clipboard, and a word on what was done.

import * as vscode from 'vscode';
import type { Range } from 'vscode-languageserver-protocol';
import { PACK, type Format, type Packed, type PackRequest, type Scope } from './protocol';
import { execute } from './overrides';
import { parseTokens } from './budget';
import type { Reports } from './report';
import { foldersOnDisk } from './settings';
import type { ServerSupervisor } from './server';
import { copied, reason } from './words';

const SHOW_REPORT = 'Show Report';
const REMEMBERED = 'bursar.query';
const BUDGETS = [4_000, 8_000, 16_000, 32_000, 64_000];

interface Remembered {
  readonly query?: string;
  readonly budget?: number;
  readonly format?: Format;
}

export class Copying {
  constructor(
    private readonly server: ServerSupervisor,
    private readonly reports: Reports,
    private readonly memory: vscode.Memento,
  ) {}

  /** Packs and copies; returns what was copied, undefined if nothing was. The user is told either way. */
  async copy(request: PackRequest): Promise<Packed | undefined> {
    try {
      const packed = await this.pack(request);
      if (packed.text === '') {
        const note = packed.report.notes[0] ?? 'nothing fits the budget';
        void vscode.window.showWarningMessage(`Nothing was copied: ${note}`);
        return undefined;
      }
      await vscode.env.clipboard.writeText(packed.text);
      void this.tell(packed);
      return packed;
    } catch (error) {
      void vscode.window.showErrorMessage(`Nothing was copied: ${reason(error)}`);
      return undefined;
    }
  }

  /** The selections of the active editor in one request, the symbol at its cursor, or its file. */
  async copyFromEditor(scope: Exclude<Scope, 'workspace'>): Promise<Packed | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) {
      void vscode.window.showWarningMessage('Nothing was copied: no text editor is open.');
      return undefined;
    }
    const uri = editor.document.uri.toString();
    return this.copy({ scope, uri, ...(scope === 'file' ? {} : where(editor, scope)) });
  }

  /** A file, open or not. */
  async copyFile(uri: vscode.Uri): Promise<Packed | undefined> {
    try {
      await vscode.workspace.openTextDocument(uri); // the server packs documents that it knows
    } catch (error) {
      void vscode.window.showErrorMessage(`Nothing was copied: ${reason(error)}`);
      return undefined;
    }
    return this.copy({ scope: 'file', uri: uri.toString() });
  }

  /** The workspace folder of a file or folder, of the active editor, or the first one. */
  async copyWorkspace(uri?: vscode.Uri): Promise<Packed | undefined> {
    return hasFolder() ? this.copy({ scope: 'workspace', ...near(uri) }) : undefined;
  }

  /** What fits a typed question, within a budget and in a format that are remembered. */
  async copyQuery(): Promise<Packed | undefined> {
    if (!hasFolder()) {
      return undefined;
    }
    const last = this.memory.get<Remembered>(REMEMBERED, {});
    const query = await vscode.window.showInputBox({
      title: 'Copy packed context for a query (1 of 3)',
      prompt: 'What is the context for?',
      placeHolder: 'for example: how are reminders scheduled?',
      value: last.query ?? '',
    });
    const budget = query?.trim() ? await pickBudget(last.budget) : undefined;
    const format = budget ? await pickFormat(last.format) : undefined;
    if (!query?.trim() || !budget || !format) {
      return undefined;
    }
    await this.memory.update(REMEMBERED, { query, budget, format } satisfies Remembered);
    return this.copy({ scope: 'workspace', query: query.trim(), budget, format, ...near() });
  }

  private pack(request: PackRequest): Promise<Packed> {
    const progress = { location: vscode.ProgressLocation.Window, title: 'Packing context' };
    return Promise.resolve(
      vscode.window.withProgress(progress, () => execute<Packed>(this.server.connection, PACK, request)),
    );
  }

  private async tell(packed: Packed): Promise<void> {
    const redacted = packed.report.redacted.length;
    const secrets = redacted > 0 ? ` (${redacted} ${redacted === 1 ? 'secret' : 'secrets'} left out)` : '';
    const message = copied(packed) + secrets;
    if ((await vscode.window.showInformationMessage(message, SHOW_REPORT)) === SHOW_REPORT) {
      await this.reports.show(packed.document);
    }
  }
}

/** Whether there is a folder to draw on; the user is told if not. */
function hasFolder(): boolean {
  const found = foldersOnDisk().length > 0;
  if (!found) {
    void vscode.window.showWarningMessage('Nothing was copied: no folder is open to draw on.');
  }
  return found;
}

/** What a request is near to: it is about the workspace folder around that. */
function near(uri = vscode.window.activeTextEditor?.document.uri): { readonly uri?: string } {
  return uri && vscode.workspace.getWorkspaceFolder(uri) ? { uri: uri.toString() } : {};
}

async function pickBudget(last: number | undefined): Promise<number | undefined> {
  const amounts = [...new Set([...(last ? [last] : []), ...BUDGETS])];
  const items: vscode.QuickPickItem[] = amounts.map((tokens) => ({
    label: `${tokens.toLocaleString('en-US')} tokens`,
    description: tokens === last ? 'last time' : '',
  }));
  items.push({ label: 'Another budget…' });
  const title = 'Copy packed context for a query (2 of 3): budget';
  const picked = await vscode.window.showQuickPick(items, { title });
  const at = picked ? items.indexOf(picked) : -1;
  if (at < amounts.length) {
    return amounts[at];
  }
  const typed = await vscode.window.showInputBox({
    title,
    placeHolder: 'for example 8,000 or 8k',
    validateInput: (text) => (parseTokens(text) ? undefined : 'A whole number of tokens, such as 8,000 or 8k'),
  });
  return parseTokens(typed ?? '');
}

async function pickFormat(last: Format | undefined): Promise<Format | undefined> {
  const formats: readonly (vscode.QuickPickItem & { readonly format: Format })[] = [
    { format: 'xml', label: 'XML', detail: 'Tags around each file: models keep them apart best' },
    { format: 'markdown', label: 'Markdown', detail: 'Headings and fenced code: people read it best' },
    { format: 'json', label: 'JSON', detail: 'For programs that take the files apart again' },
    { format: 'plain', label: 'Plain text', detail: 'A line before each file' },
  ];
  const items = formats
    .map((item) => ({ ...item, description: item.format === last ? 'last time' : '' }))
    .sort((one, other) => Number(other.format === last) - Number(one.format === last));
  const title = 'Copy packed context for a query (3 of 3): format';
  return (await vscode.window.showQuickPick(items, { title }))?.format;
}

/** Several cursors are several selections; a symbol is that of the first. */
function where({ selection, selections }: vscode.TextEditor, scope: Scope): Pick<PackRequest, 'range' | 'ranges'> {
  return scope === 'selection' && selections.length > 1 ? { ranges: selections.map(plain) } : { range: plain(selection) };
}

function plain({ start, end }: vscode.Range): Range {
  const of = ({ line, character }: vscode.Position) => ({ line, character });
  return { start: of(start), end: of(end) };
}
