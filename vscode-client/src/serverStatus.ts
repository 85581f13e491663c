// The server's state behind the language's braces in the status bar, with its log one click away.

import * as vscode from 'vscode';
import { SELECTOR, type ServerState, type ServerSupervisor } from './server';

export function showServerStatus(server: ServerSupervisor): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('bursar.server', SELECTOR);
  item.name = 'Bursar';
  item.command = { command: 'bursar.showLogs', title: 'Open Logs', tooltip: "Open Bursar's log" };
  const show = (state: ServerState) => {
    item.busy = state.kind === 'starting';
    item.severity = state.kind === 'stopped' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    [item.text, item.detail] = words(state);
    item.accessibilityInformation = { label: `${item.text}. ${item.detail}` };
  };
  show(server.state);
  return vscode.Disposable.from(item, server.onDidChange(show));
}

function words(state: ServerState): [text: string, detail: string] {
  switch (state.kind) {
    case 'starting':
      return ['Bursar is starting', ''];
    case 'running':
      return [`Bursar ${state.version}`, state.server.label];
    case 'stopped':
      return ['Bursar is not running', state.why];
  }
}
