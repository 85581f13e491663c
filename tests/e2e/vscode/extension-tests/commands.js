// Commands and settings of the installed extension.
const assert = require('node:assert');
const { existsSync, readFileSync } = require('node:fs');
const vscode = require('vscode');
const { counted, fact, hints, run, servers, show, until, withSetting } = require('./harness');

const extension = () => vscode.extensions.getExtension('bursar.bursar');
const does = (name, ...args) => vscode.commands.executeCommand(`bursar.${name}`, ...args);
const clipboard = () => vscode.env.clipboard.readText();

exports.run = () =>
  run({
    async 'the extension starts by itself, from where it was installed'() {
      await until(() => extension()?.isActive);
      assert(!extension().extensionPath.includes('vscode-client'), extension().extensionPath);
      await until(() => servers().length === 1);
    },

    async 'every command that the manifest names is there'() {
      const known = await vscode.commands.getCommands(true);
      for (const { command } of extension().packageJSON.contributes.commands) {
        assert(known.includes(command), command);
      }
    },

    async 'hints are those of the server'() {
      const { document } = await show('AGENTS.md');
      fact('hints', { text: document.getText(), hints: await counted(document) });
    },

    async 'diagnostics come, the cut rest faded'() {
      const { document } = await show('AGENTS.md');
      const found = await until(
        () => vscode.languages.getDiagnostics(document.uri),
        (all) => all.length === 2,
      );
      const faded = found.find(({ tags }) => tags?.includes(vscode.DiagnosticTag.Unnecessary));
      const warning = found.find((one) => one !== faded);
      assert.strictEqual(warning.severity, vscode.DiagnosticSeverity.Warning);
      assert.strictEqual(faded.severity, vscode.DiagnosticSeverity.Hint);
      assert(faded.range.start.isEqual(warning.range.start));
    },

    async 'each scope copies'() {
      const editor = await show('reminders/schedule.py');
      await counted(editor.document);
      const at = editor.document.positionAt(editor.document.getText().indexOf('def letters_for') + 6);
      for (const scope of ['Selection', 'Symbol', 'File', 'Workspace']) {
        editor.selection = new vscode.Selection(at, scope === 'Selection' ? at.translate(1) : at);
        const { text, report } = await does(`copy${scope}`);
        assert.strictEqual(await clipboard(), text);
        assert(text.includes('letters_for'), text);
        fact('copied', { scope, text, report });
      }
    },

    async 'several cursors make one request'() {
      const editor = await show('reminders/schedule.py');
      const find = (what) => editor.document.positionAt(editor.document.getText().indexOf(what));
      editor.selections = ['def letters_for', 'def today'].map((what) => new vscode.Selection(find(what), find(what).translate(0, 9)));
      const { text, report } = await does('copySelection');
      const selected = report.breakdown.filter(({ why }) => why.includes('select')).map(({ symbol }) => symbol);
      assert.deepStrictEqual(selected.sort(), ['letters_for', 'today'], JSON.stringify(report));
      assert.strictEqual(await clipboard(), text);
    },

    async 'a file that is not open is copied from the explorer'() {
      const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, 'AGENTS.md');
      const { report } = await does('copyFile', uri);
      assert(report.breakdown.some(({ path }) => path === 'AGENTS.md'), JSON.stringify(report));
    },

    async 'the code action runs the client command'() {
      const { document } = await show('reminders/letters.py');
      await counted(document);
      const range = new vscode.Range(0, 0, 3, 0);
      const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range);
      const action = actions.find(({ title }) => title.includes('selection'));
      assert.strictEqual(action.command.command, 'bursar.copyText');
      const { text } = await vscode.commands.executeCommand(action.command.command, ...action.command.arguments);
      assert.strictEqual(await clipboard(), text);
    },

    async 'a setting takes effect without a restart, and goes back'() {
      await show('reminders/letters.py');
      const before = servers();
      await withSetting('bursar.pack.budget', 250, async () => {
        const { text, report } = await until(() => does('copyFile'), (packed) => packed?.report.budget === 250);
        fact('copied', { scope: 'file', text, report });
      });
      await until(() => does('copyFile'), (packed) => packed && packed.report.budget !== 250);
      assert.deepStrictEqual(servers(), before);
    },

    async 'what the user did not set does not hide bursar.toml'() {
      await show('reminders/letters.py');
      const { report } = await does('copyFile');
      fact('budget', report.budget);
    },

    async 'hints are toggled'() {
      const { document } = await show('AGENTS.md');
      await counted(document);
      await does('toggleHints');
      await until(() => hints(document), (found) => found.length === 0);
      await does('toggleHints');
      await counted(document);
      await vscode.workspace.getConfiguration('bursar').update('hints.enabled', undefined, vscode.ConfigurationTarget.Global);
    },

    async 'a server that is killed comes back, with the right numbers'() {
      const { document } = await show('AGENTS.md');
      const before = await counted(document);
      for (let time = 0; time < 2; time++) {
        const [pid] = await until(servers, (found) => found.length === 1);
        process.kill(pid, 'SIGKILL');
        await until(servers, (found) => found.length === 1 && found[0] !== pid);
      }
      await until(() => hints(document), (now) => JSON.stringify(now) === JSON.stringify(before));
      assert.strictEqual(servers().length, 1);
    },

    async 'restarting, twice at once too, leaves one server, and documents known to it'() {
      const { document } = await show('AGENTS.md');
      const before = servers();
      await Promise.all([does('restart'), does('restart')]);
      await until(servers, (found) => found.length === 1 && found[0] !== before[0]);
      await counted(document);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), '# Über 😀\n\ntext\n\n');
      await vscode.workspace.applyEdit(edit);
      const seen = await until(() => hints(document), (found) => found[1]?.[0] === 4);
      fact('hints', { text: document.getText(), hints: seen });
      await vscode.commands.executeCommand('workbench.action.files.revert');
    },

    async 'a server that is still starting is stopped by a restart'() {
      const { document } = await show('AGENTS.md');
      for (const ms of [0, 30, 100, 250, 500]) {
        void does('restart');
        await new Promise((resolve) => setTimeout(resolve, ms));
        await does('restart');
        await until(servers, (found) => found.length === 1);
        await counted(document);
      }
    },

    async 'a server of the user is used when the setting names one'() {
      const python = process.env.PATH.split(':').map((folder) => `${folder}/python3`).find(existsSync);
      const launcher = `${extension().extensionPath}/bundled/launch.py`;
      const { document } = await show('AGENTS.md');
      await withSetting('bursar.server.command', [python, '-I', '-S', '-X', 'utf8', launcher, 'lsp'], async () => {
        const ours = (pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('utf8');
        await until(servers, (found) => found.length === 1 && ours(found[0]));
        await counted(document);
      });
      await until(servers, (found) => found.length === 1);
      await counted(document);
    },
  });
