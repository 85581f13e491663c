// A workspace of two folders on the disk, to which one is added that is on none. (VS Code shows no folder at all while it
// asks for one whose file system is an extension's, which on a busy machine it may do in vain.)
const assert = require('node:assert');
const vscode = require('vscode');
const { counted, fact, folders, run, servers, show, until } = require('./harness');

exports.run = () =>
  run({
    async 'each folder has its own budgets, by one server'() {
      await folders(2);
      for (const folder of [0, 1]) {
        const { document } = await show('AGENTS.md', folder);
        await counted(document);
        const found = await until(
          () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'bursar'),
          (all) => all.length > 0,
        );
        fact('warning', { folder, message: found[0].message });
      }
      assert.strictEqual(servers().length, 1);
    },

    async 'a file that is on no disk is counted'() {
      const notes = { uri: vscode.Uri.parse('memfs:/notes'), name: 'notes' };
      assert(vscode.workspace.updateWorkspaceFolders(2, 0, notes));
      const { document } = await show('AGENTS.md', 2);
      assert.strictEqual(document.uri.scheme, 'memfs');
      fact('hints', { text: document.getText(), hints: await counted(document) });
    },

    async 'a folder is packed of which nothing is open'() {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const [first, second] = vscode.workspace.workspaceFolders;
      for (const { uri } of [second, first]) {
        const { report } = await vscode.commands.executeCommand('bursar.copyWorkspace', uri);
        const paths = report.breakdown.map(({ path }) => path);
        assert.strictEqual(paths.some((path) => path.includes('schedule')), uri === first.uri, paths.join());
      }
    },

    async 'what is packed stays in the folder of the editor'() {
      await show('AGENTS.md', 1);
      const { report } = await vscode.commands.executeCommand('bursar.copyWorkspace');
      assert(report.breakdown.every(({ path }) => !path.startsWith('/') && !path.includes('..')), JSON.stringify(report));
      assert(!report.breakdown.some(({ path }) => path.includes('schedule')), JSON.stringify(report));
    },
  });
