// Bursar in VS Code: starts the server and puts what it says where people look. Never counts anything itself.

import * as vscode from 'vscode';
import { Badges } from './badges';
import { setBudget } from './budget';
import { Copying } from './copy';
import { Models, pickModel } from './models';
import { Overrides } from './overrides';
import { type PackRequest, STATUS, type Status } from './protocol';
import { onDidSelectEnvironment } from './python';
import { Reports } from './report';
import { ServerSupervisor } from './server';
import { showServerStatus } from './serverStatus';
import { SECTION, targetOf } from './settings';
import { StatusBar } from './statusBar';
import { reason } from './words';

let server: ServerSupervisor | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Bursar', { log: true });
  const supervisor = new ServerSupervisor(context.extension, log, (client) => {
    client.onNotification(STATUS, (status: Status) => {
      statusBar.take(status);
      badges.take(status);
    });
  });
  server = supervisor;
  const reports = new Reports();
  const models = new Models(supervisor, log);
  const overrides = new Overrides(supervisor);
  const copying = new Copying(supervisor, reports, context.globalState);
  const statusBar = new StatusBar(supervisor, models);
  const badges = new Badges(supervisor, log);

  const statusOf = (uri: vscode.Uri | undefined) => uri && statusBar.of(uri);
  context.subscriptions.push(
    log,
    supervisor,
    reports,
    statusBar,
    badges,
    showServerStatus(supervisor),
    supervisor.onDidConnect((client) => void overrides.repeat(client).catch((error: unknown) => log.warn(reason(error)))),
    ...commands({
      copyText: (request: PackRequest) => copying.copy(request),
      copySelection: () => copying.copyFromEditor('selection'),
      copySymbol: () => copying.copyFromEditor('symbol'),
      copyFile: (uri?: vscode.Uri) => (uri ? copying.copyFile(uri) : copying.copyFromEditor('file')),
      copyWorkspace: (uri?: vscode.Uri) => copying.copyWorkspace(uri),
      copyQuery: () => copying.copyQuery(),
      pickModel: (of?: { readonly uri?: string }) => {
        const uri = of?.uri ? vscode.Uri.parse(of.uri) : activeUri();
        return pickModel(models, overrides, uri, statusOf(uri)?.model);
      },
      setBudget: () => setBudget(overrides, statusBar.latest, statusOf(statusBar.latest)),
      toggleHints,
      restart: () => supervisor.restart(),
      showLogs: () => log.show(),
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const restarts = ['bursar.server', 'python.defaultInterpreterPath'].some((name) => event.affectsConfiguration(name));
      if (restarts) {
        void supervisor.restart();
      } else if (event.affectsConfiguration(SECTION)) {
        void supervisor.configure();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void supervisor.restart()),
    onDidSelectEnvironment(() => void supervisor.restart()),
  );
  void supervisor.restart().catch((error: unknown) => log.error(reason(error)));
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}

type Command = (...args: never[]) => unknown;

/** Each under its name; what goes wrong in one is said in a sentence. */
function commands(table: Readonly<Record<string, Command>>): vscode.Disposable[] {
  return Object.entries(table).map(([name, run]) =>
    vscode.commands.registerCommand(`${SECTION}.${name}`, async (...args: never[]) => {
      try {
        return await run(...args);
      } catch (error) {
        void vscode.window.showErrorMessage(reason(error));
        return undefined;
      }
    }),
  );
}

/** Off by a setting, on again without it where it was ours that said so: what bursar.toml says then holds. */
async function toggleHints(): Promise<void> {
  const name = 'hints.enabled';
  const settings = vscode.workspace.getConfiguration(SECTION);
  const found = settings.inspect<boolean>(name);
  const here = found?.workspaceValue ?? found?.globalValue;
  await settings.update(name, here === false ? undefined : false, targetOf(name));
}

function activeUri(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri;
}
