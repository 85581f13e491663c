// Which server to run: the one that the setting names, the one installed in the selected Python environment, the bundled
// one. Decides nothing about how long it lives.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { candidates, type Interpreter, probe, selectedEnvironment } from './python';
import { ownStrings } from './settings';

const OLDEST = [3, 11] as const;

/** A command line, and what to call it. */
export interface Server {
  readonly command: string;
  readonly args: readonly string[];
  readonly label: string;
}

/** Why there is no server, in a sentence; `setting` is where the user can mend it. */
export interface Missing {
  readonly missing: string;
  readonly setting: string;
}

/** The server's command line up to its subcommand (`lsp`, `models`). */
export async function locate(extensionPath: string, log: vscode.LogOutputChannel): Promise<Server | Missing> {
  const own = ownStrings('server.command');
  if (own === undefined) {
    log.warn('The setting bursar.server.command must be a list of strings; it is not used.');
  }
  const [command, ...args] = own ?? [];
  if (command) {
    return { command, args: args.at(-1) === 'lsp' ? args.slice(0, -1) : args, label: `from the settings: ${command}` };
  }
  const selected = await selectedEnvironment(log);
  const installed = selected && (await probe(selected));
  if (installed && typeof installed !== 'string' && installed.bursar && isNewEnough(installed)) {
    const label = `${installed.bursar} of the selected Python environment (${installed.executable})`;
    return { command: installed.executable, args: ['-I', '-m', 'bursar'], label };
  }
  return bundled(extensionPath, candidates(selected), log);
}

async function bundled(
  extensionPath: string,
  tried: ReturnType<typeof candidates>,
  log: vscode.LogOutputChannel,
): Promise<Server | Missing> {
  const launcher = join(extensionPath, 'bundled', 'launch.py');
  if (!existsSync(launcher)) {
    return { missing: 'This build of Bursar has no server in it.', setting: 'bursar.server.command' };
  }
  const served = readdirSync(join(extensionPath, 'bundled', 'libs'));
  const unsuitable: string[] = [];
  for (const candidate of tried) {
    const found = await probe(candidate);
    if (typeof found === 'string') {
      log.debug(`${candidate.command} is no Python: ${found}`);
      continue;
    }
    if (found.standard && isNewEnough(found) && served.includes(`cp${found.version[0]}${found.version[1]}`)) {
      const label = `bundled, with Python ${found.version.join('.')} (${found.executable})`;
      return { command: found.executable, args: ['-I', '-S', launcher], label };
    }
    unsuitable.push(`${found.version.join('.')} (${found.executable})`);
  }
  return { missing: `Bursar needs Python ${wanted(served)}. ${inWords(unsuitable)}`, setting: 'bursar.server.interpreter' };
}

function isNewEnough({ version: [major, minor] }: Interpreter): boolean {
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** `3.11 to 3.14`, from the folders of libraries. */
function wanted(served: readonly string[]): string {
  const minors = served.flatMap((name) => /^cp3(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  return `3.${Math.min(...minors)} to 3.${Math.max(...minors)} (64-bit)`;
}

function inWords(unsuitable: readonly string[]): string {
  return unsuitable.length === 0 ? 'No Python was found.' : `Found only ${[...new Set(unsuitable)].join(', ')}.`;
}
