// Python interpreters: which there are, and what each one is. None is trusted to start, to answer, or to end.

import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import { ownString } from './settings';

const PROBE_TIMEOUT_MS = 10_000;
const EXTENSION_TIMEOUT_MS = 5_000;

/** Isolated (-I): neither the user's environment variables nor the open folder have a say in what is imported. */
const PROBE = `
import json, struct, sys
try:
    from bursar.version import __version__ as bursar
except Exception:
    bursar = None
print(json.dumps({
    "executable": sys.executable, "version": list(sys.version_info[:3]), "bursar": bursar,
    "standard": sys.implementation.name == "cpython" and "t" not in getattr(sys, "abiflags", "")
    and struct.calcsize("P") == 8,
}))
`;

/** How a person or a machine names an interpreter: `python3`, `py -3`, a path. */
export interface Candidate {
  readonly command: string;
  readonly args: readonly string[];
  readonly origin: 'setting' | 'environment' | 'path';
}

/** An interpreter that answered; `bursar` is the version installed in it, `standard` says 64-bit CPython. */
export interface Interpreter {
  readonly executable: string;
  readonly version: readonly [number, number, number];
  readonly bursar: string | null;
  readonly standard: boolean;
}

/** Asks an interpreter what it is; a reason where it does not say. */
export function probe(candidate: Candidate): Promise<Interpreter | string> {
  const args = [...candidate.args, '-I', '-c', PROBE];
  return new Promise((resolve) => {
    execFile(candidate.command, args, { timeout: PROBE_TIMEOUT_MS, windowsHide: true }, (error, stdout, stderr) => {
      const lines = stdout.trim().split('\n');
      try {
        resolve(JSON.parse(lines.at(-1) ?? '') as Interpreter);
      } catch {
        resolve((error?.message ?? stderr).trim().split('\n').at(0) || 'it says nothing');
      }
    });
  });
}

/** The Python environment that is selected for the workspace; undefined if there is none, or the folder is not trusted. */
export async function selectedEnvironment(log: vscode.LogOutputChannel): Promise<Candidate | undefined> {
  if (!vscode.workspace.isTrusted) {
    return undefined;
  }
  const path = (await pythonExtension(log)) ?? configuredDefault();
  return path ? { command: path, args: [], origin: 'environment' } : undefined;
}

/** The interpreters to try for the bundled server, the most wanted first. */
export function candidates(selected: Candidate | undefined): Candidate[] {
  const onPath = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11'].map(plain);
  const launcher = process.platform === 'win32' ? [{ ...plain('py'), args: ['-3'] }] : [];
  const named = ownString('server.interpreter')?.trim();
  const setting = named ? [{ ...plain(named), origin: 'setting' as const }] : [];
  return [...setting, ...(selected ? [selected] : []), ...launcher, ...onPath];
}

const environmentSelected = new vscode.EventEmitter<void>();

/** Fires when another environment is selected, or the first one is told of late. */
export const onDidSelectEnvironment = environmentSelected.event;

let listening: vscode.Disposable | undefined;
let wasLate = false;

interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): unknown;
    resolveEnvironment(environment: unknown): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: (listener: () => void) => vscode.Disposable;
  };
}

async function pythonExtension(log: vscode.LogOutputChannel): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
  if (!extension) {
    return undefined;
  }
  let late = false;
  const asked = (async () => {
    const { environments } = await extension.activate();
    listening ??= environments?.onDidChangeActiveEnvironmentPath(() => environmentSelected.fire());
    const selected = environments?.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    const path = (await environments?.resolveEnvironment(selected))?.executable.uri?.fsPath;
    if (late && path && !wasLate) {
      wasLate = true; // once: an extension that is always late would have the server restarted for ever
      environmentSelected.fire();
    }
    return path;
  })();
  const timeout = new Promise<undefined>((resolve) => {
    setTimeout(() => {
      late = true;
      resolve(undefined);
    }, EXTENSION_TIMEOUT_MS);
  });
  return Promise.race([asked, timeout]).catch((error: unknown) => {
    log.warn(`The Python extension does not tell its environment: ${String(error)}`);
    return undefined;
  });
}

function configuredDefault(): string | undefined {
  const value: unknown = vscode.workspace.getConfiguration('python').get('defaultInterpreterPath');
  if (typeof value !== 'string' || value === '' || value === 'python') {
    return undefined;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return value.replaceAll('${workspaceFolder}', folder);
}

function plain(command: string): Candidate {
  return { command, args: [], origin: 'path' };
}
