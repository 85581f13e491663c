// The server's state behind the language's braces in the status bar, with its log one click away.

import * as vscode from 'vscode';
import { SELECTOR, type ServerState, type ServerSupervisor } from './server';

export function showServerStatus(server: ServerSupervisor): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('bursar.server', SELECTOR);
  item.name = 'Bursar';
  item.command = { command: 'bursar.showLogs', title: 'Open Logs', tooltip: "Open Bursar's log" };
  const show = (state: ServerState) => {
    item.busy = state.kind === 'starting';
    item.severity = severity(state);
    [item.text, item.detail] = words(state);
    item.accessibilityInformation = { label: `${item.text}. ${item.detail}` };
  };
  show(server.state);
  return vscode.Disposable.from(item, server.onDidChange(show));
}

function severity(state: ServerState): vscode.LanguageStatusSeverity {
  const { Error, Warning, Information } = vscode.LanguageStatusSeverity;
  return state.kind === 'stopped' ? Error : state.kind === 'starting' && state.why ? Warning : Information;
}

function words(state: ServerState): [text: string, detail: string] {
  switch (state.kind) {
    case 'starting':
      return ['Bursar is starting', state.why ?? ''];
    case 'running':
      return [`Bursar ${state.version}`, state.server.label];
    case 'stopped':
      return ['Bursar is not running', state.why];
  }
}
