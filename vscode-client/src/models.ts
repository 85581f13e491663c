// The models: which there are (asked of the same server's command line), how they compare for a document, and picking one.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { type Basis, COUNT, type CountParams, type CountResult, type Status } from './protocol';
import type { Overrides } from './overrides';
import { processOptions, type ServerSupervisor } from './server';
import { ownStrings } from './settings';
import { count, number } from './words';

const LIST_TIMEOUT_MS = 10_000;
const MOST_COMPARED = 8;

/** One row of `bursar models --json`; only what is used here. `price` is in dollars for a million tokens. */
export interface Model {
  readonly id: string;
  readonly basis: Basis;
  readonly window?: number;
  readonly retired?: boolean;
  readonly best_use?: string;
  readonly price?: { readonly input?: number | null } | null;
}

export class Models {
  private rows: Promise<readonly Model[]> | undefined;

  constructor(
    private readonly server: ServerSupervisor,
    private readonly log: vscode.LogOutputChannel,
  ) {
    server.onDidConnect(() => {
      this.rows = undefined;
    });
  }

  /** Every model that the server knows; none if it cannot say. Asked once of each that is started. */
  list(): Promise<readonly Model[]> {
    const server = this.server.server;
    if (!server) {
      return Promise.resolve([]);
    }
    this.rows ??= this.ask(server.command, [...server.args, 'models', '--json']);
    return this.rows;
  }

  /** A Markdown table of the document's count by its own model and by the configured ones. */
  async comparison(uri: vscode.Uri, status: Status): Promise<string> {
    const known = new Map((await this.list()).map((model) => [model.id, model]));
    const names = [...new Set([status.model, ...(ownStrings('statusBar.models') ?? [])])].slice(0, MOST_COMPARED);
    const rows: string[][] = [];
    for (const name of names) {
      const found = name === status.model ? status : await this.counted(uri, name);
      if (found?.tokens != null) {
        rows.push(row(found, found.tokens, known.get(found.model)));
      }
    }
    return table(rows);
  }

  private async counted(uri: vscode.Uri, model: string): Promise<CountResult | undefined> {
    try {
      const client = this.server.connection;
      const params: CountParams = { textDocument: { uri: client.code2ProtocolConverter.asUri(uri) }, model };
      return await client.sendRequest<CountResult>(COUNT, params);
    } catch (error) {
      this.log.warn(`no count by ${model}: ${String(error)}`);
      return undefined;
    }
  }

  private async ask(command: string, args: readonly string[]): Promise<readonly Model[]> {
    try {
      const limits = { timeout: LIST_TIMEOUT_MS, maxBuffer: 8 * 1024 * 1024, encoding: 'utf8' as const };
      const { stdout } = await promisify(execFile)(command, [...args], { ...processOptions(), ...limits });
      const found = JSON.parse(stdout) as { models?: readonly Model[] } | readonly Model[];
      return Array.isArray(found) ? found : ((found as { models?: readonly Model[] }).models ?? []);
    } catch (error) {
      this.log.info(`This server has no list of models: ${String(error).split('\n')[0]}`);
      return [];
    }
  }
}

/** Lets the user pick the model for this session and what is at hand; any other name that the server knows can be typed. */
export async function pickModel(models: Models, overrides: Overrides, uri?: vscode.Uri, current?: string): Promise<void> {
  const items = (await models.list()).filter((model) => !model.retired).map((model) => item(model, current));
  const picked = await pickOrType(items, current);
  if (picked) {
    await overrides.setModel({ scope: 'session', model: picked, ...(uri ? { uri: uri.toString() } : {}) });
  }
}

function item(model: Model, current: string | undefined): vscode.QuickPickItem {
  const window = model.window ? ` · ${number(model.window)} tokens` : '';
  return {
    label: model.id,
    description: `${model.basis}${window}${model.id === current ? ' · in use' : ''}`,
    ...(model.best_use ? { detail: model.best_use } : {}),
  };
}

function pickOrType(items: vscode.QuickPickItem[], current: string | undefined): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick();
  picker.title = 'Count tokens for';
  picker.placeholder = items.length > 0 ? 'A model, for this session' : 'The name of a model, such as gpt-5.6-sol';
  picker.matchOnDescription = true;
  picker.items = items;
  picker.activeItems = items.filter(({ label }) => label === current);
  picker.onDidChangeValue((typed) => {
    const name = typed.trim();
    const known = name === '' || items.some(({ label }) => label === name);
    picker.items = known ? items : [...items, { label: name, description: 'use this name', alwaysShow: true }];
  });
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.label);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

const HEADS = ['Model', 'Tokens', 'Basis', 'Cost', 'Window'];

function row(found: CountResult | Status, tokens: number, model: Model | undefined): string[] {
  const price = model?.price?.input;
  const cost = typeof price === 'number' ? dollars((tokens * price) / 1e6) : '';
  const basis = found.band === undefined ? found.basis : `${found.basis} ±${found.band} %`;
  return [found.model, count(tokens, found.basis), basis, cost, model?.window ? percent(tokens / model.window) : ''];
}

/** A Markdown table without the columns that nobody has anything for. */
function table(rows: readonly (readonly string[])[]): string {
  const kept = HEADS.map((_, at) => at).filter((at) => rows.some((cells) => cells[at]));
  const line = (cells: readonly string[]) => `| ${kept.map((at) => cells[at] ?? '').join(' | ')} |`;
  const rule = HEADS.map((head) => (head === 'Model' || head === 'Basis' ? '---' : '--:'));
  return [HEADS, rule, ...rows].map(line).join('\n');
}

/** `$0.0041`, `$1.25`: two digits that say something, at least cents. */
function dollars(value: number): string {
  if (value > 0 && value < 0.0001) {
    return '<$0.0001';
  }
  return value >= 0.1 || value === 0 ? `$${value.toFixed(2)}` : `$${value.toPrecision(2)}`;
}

function percent(share: number): string {
  return share > 0 && share < 0.001 ? '<0.1 %' : `${(share * 100).toFixed(1)} %`;
}
