// A folder that is not trusted: counted by the bundled server; no program that the folder names is run.
const assert = require('node:assert');
const fs = require('node:fs');
const vscode = require('vscode');
const { counted, fact, run, show } = require('./harness');

exports.run = () =>
  run({
    async 'counts come, and the folder has no say in what runs'() {
      assert.strictEqual(vscode.workspace.isTrusted, false);
      const { document } = await show('AGENTS.md');
      fact('hints', { text: document.getText(), hints: await counted(document) });
      const folder = vscode.workspace.workspaceFolders[0].uri.fsPath;
      assert(!fs.existsSync(`${folder}/ran`), 'a program of the folder was run');
      const settings = vscode.workspace.getConfiguration('bursar');
      assert.deepStrictEqual(settings.get('server.command'), []);
      assert.strictEqual(settings.get('cache.database'), '');
    },
  });
