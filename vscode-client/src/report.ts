// The account of a packed context, as the server writes it, shown as a document.

import * as vscode from 'vscode';

const SCHEME = 'bursar-report';
const MOST_KEPT = 5;

/** Shows reports as read-only documents; the last few stay readable. */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private shown = 0;

  async show(markdown: string): Promise<void> {
    this.shown += 1;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/Packed context ${this.shown}.md` });
    this.texts.set(uri.toString(), markdown);
    for (const old of [...this.texts.keys()].slice(0, -MOST_KEPT)) {
      this.texts.delete(old);
    }
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? 'This report is gone: copy the context again for a new one.\n';
  }

  dispose(): void {
    this.registration.dispose();
  }
}
