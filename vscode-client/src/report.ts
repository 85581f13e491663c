// The account of a packed context as a Markdown document that reads well without being rendered.

import * as vscode from 'vscode';
import type { Basis, Report, ReportItem } from './protocol';
import { count, number } from './words';

const SCHEME = 'bursar-report';
const MOST_KEPT = 5;

/** Shows reports as read-only documents; the last few stay readable. */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private shown = 0;

  async show(report: Report): Promise<void> {
    this.shown += 1;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/Packed context ${this.shown}.md` });
    this.texts.set(uri.toString(), markdown(report));
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

export function markdown(report: Report): string {
  const share = report.usagePercentage.toLocaleString('en-US');
  const lines = [
    '# Packed context',
    '',
    `${count(report.actual, report.basis)} of ${number(report.budget)} tokens (${share} %) for ${report.model}.`,
    ...report.notes.flatMap((note) => ['', note]),
    ...section('What is in it', ['file', 'symbol', 'level', 'tokens', 'why'], report.breakdown.map((item) => includedRow(item, report.basis))),
    ...section('What was left out', ['file', 'symbol', 'tokens', 'why'], report.dropped.map((item) => droppedRow(item, report.basis))),
    ...section('Secrets that were replaced', ['what'], report.redacted.map((what) => [what])),
    '',
  ];
  return lines.join('\n');
}

function includedRow(item: ReportItem, basis: Basis): string[] {
  return [item.path, item.symbol ?? '', item.level ?? '', count(item.tokens, basis), item.why];
}

function droppedRow(item: ReportItem, basis: Basis): string[] {
  return [item.path, item.symbol ?? '', count(item.tokens, basis), item.why];
}

function section(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', `## ${title}`, '', ...table(heads, rows)];
}

/** A table with columns of one width; numbers stand at the right. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const safe = rows.map((row) => row.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')));
  const widths = heads.map((head, at) => Math.max(3, head.length, ...safe.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (heads[at] === 'tokens' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join(' | ')} |`;
  const rule = heads.map((head, at) => {
    const width = widths[at] ?? 3;
    return head === 'tokens' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width);
  });
  return [line(heads), line(rule), ...safe.map(line)];
}
