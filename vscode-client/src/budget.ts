// Setting a budget by command: of this file, or of what is packed from the workspace or in this session.

import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Overrides } from './overrides';
import type { Reach, Status } from './protocol';
import { number } from './words';

interface ReachItem extends vscode.QuickPickItem {
  readonly scope: Reach;
}

export async function setBudget(overrides: Overrides, uri: vscode.Uri | undefined, status: Status | undefined): Promise<void> {
  const wanted = await vscode.window.showQuickPick(items(uri, status), { title: 'Set a budget in tokens' });
  if (!wanted) {
    return;
  }
  const typed = await vscode.window.showInputBox({
    title: `Budget in tokens: ${wanted.label}`,
    placeHolder: 'for example 8,000 or 8k',
    ...(wanted.scope === 'file' && status?.budget ? { value: String(status.budget) } : {}),
    validateInput: (text) => (parseTokens(text) ? undefined : 'A whole number of tokens, such as 8,000 or 8k'),
  });
  const tokens = parseTokens(typed ?? '');
  if (tokens) {
    await overrides.setBudget({ scope: wanted.scope, tokens, ...(uri ? { uri: uri.toString() } : {}) });
  }
}

/** `8000`, `8,000`, `8 000`, `8k`, `1.5k`, `1m`; undefined for anything else and for what is no possible budget. */
export function parseTokens(text: string): number | undefined {
  const found = /^(\d[\d,_ ']*(?:\.\d+)?)\s*([km]?)$/i.exec(text.trim());
  if (!found?.[1]) {
    return undefined;
  }
  const unit = { '': 1, k: 1_000, m: 1_000_000 }[(found[2] ?? '').toLowerCase()] ?? 1;
  const value = Number(found[1].replace(/[,_ ']/g, '')) * unit;
  return Number.isInteger(value) && value >= 1 && value < 2 ** 31 ? value : undefined;
}

function items(uri: vscode.Uri | undefined, status: Status | undefined): ReachItem[] {
  const now = status?.budget ? ` · now ${number(status.budget)}` : '';
  const detail = 'What this file may have, until VS Code is closed';
  const file: ReachItem[] = uri
    ? [{ scope: 'file', label: 'This file', description: `${posix.basename(uri.path)}${now}`, detail }]
    : [];
  return [
    ...file,
    { scope: 'workspace', label: 'The workspace', detail: 'What a context packed from this folder may have' },
    { scope: 'session', label: 'This session', detail: 'What any packed context may have, until VS Code is closed' },
  ];
}
