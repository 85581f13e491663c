// The models and budgets that the user set by command. The server forgets them when it ends, so they are kept here and
// told again to each new one: a crash must not change anybody's numbers.

import type { LanguageClient } from 'vscode-languageclient/node';
import { type Reach, SET_BUDGET, SET_MODEL } from './protocol';
import type { ServerSupervisor } from './server';

interface Setting {
  readonly scope: Reach;
  readonly uri?: string;
}

export class Overrides {
  private readonly said = new Map<string, readonly [command: string, argument: object]>();

  constructor(private readonly server: ServerSupervisor) {}

  /** Throws the server's reason if it refuses. */
  setModel(wanted: Setting & { readonly model: string }): Promise<void> {
    return this.say(SET_MODEL, wanted);
  }

  /** Throws the server's reason if it refuses. */
  setBudget(wanted: Setting & { readonly tokens: number }): Promise<void> {
    return this.say(SET_BUDGET, wanted);
  }

  /** Tells a new server all of it. */
  async repeat(client: LanguageClient): Promise<void> {
    for (const [command, argument] of this.said.values()) {
      await execute(client, command, argument);
    }
  }

  private async say(command: string, wanted: Setting): Promise<void> {
    await execute(this.server.connection, command, wanted);
    const key = `${command} ${wanted.scope} ${wanted.uri ?? ''}`;
    this.said.delete(key); // told again in the order in which it was said last
    this.said.set(key, [command, wanted]);
  }
}

/** Runs one of the server's commands. */
export function execute<Result>(client: LanguageClient, command: string, argument: object): Promise<Result> {
  return client.sendRequest<Result>('workspace/executeCommand', { command, arguments: [argument] });
}
