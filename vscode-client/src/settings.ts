// What the user set in VS Code. Only that goes to the server: a default sent along would hide what bursar.toml says.

import * as vscode from 'vscode';

export const SECTION = 'bursar';

/** Settings of this client alone; all others are the server's. */
const OWN = /^bursar\.(server|statusBar)\./;

type Tree = { [name: string]: unknown };

/** The server's settings as the user set them, nested: `{ hints: { minTokens: 20 } }`. */
export function serverSettings(extension: vscode.Extension<unknown>): Tree {
  const config = vscode.workspace.getConfiguration();
  const found: Tree = {};
  for (const name of Object.keys(declared(extension))) {
    if (!OWN.test(name) && isSet(config.inspect(name))) {
      insert(found, name.split('.').slice(1), config.get(name));
    }
  }
  return found;
}

/** A setting of this client that is a list of strings; undefined if it is anything else. */
export function ownStrings(name: string): readonly string[] | undefined {
  const value: unknown = vscode.workspace.getConfiguration(SECTION).get(name);
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

/** A setting of this client that is a string; undefined if it is anything else. */
export function ownString(name: string): string | undefined {
  const value: unknown = vscode.workspace.getConfiguration(SECTION).get(name);
  return typeof value === 'string' ? value : undefined;
}

/** Where a change of a setting belongs: where it is set already, otherwise with the user. */
export function targetOf(name: string): vscode.ConfigurationTarget {
  const found = vscode.workspace.getConfiguration(SECTION).inspect(name);
  return found?.workspaceValue !== undefined ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
}

/** The workspace folders that lie on this machine's disk: the server reads no others. */
export function foldersOnDisk(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

function declared(extension: vscode.Extension<unknown>): Tree {
  const manifest = extension.packageJSON as { contributes: { configuration: { properties: Tree } } };
  return manifest.contributes.configuration.properties;
}

function isSet(found: ReturnType<vscode.WorkspaceConfiguration['inspect']>): boolean {
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some((value) => value !== undefined);
}

function insert(tree: Tree, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path;
  if (head === undefined) {
    return;
  }
  if (rest.length === 0) {
    tree[head] = value;
  } else {
    insert((tree[head] ??= {}) as Tree, rest, value);
  }
}
