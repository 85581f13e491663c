// What the suites share. They run inside the extension host, beside the installed extension.
const fs = require('node:fs');
const vscode = require('vscode');

const WAIT_MS = 120_000;
const LOOK_MS = 50;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks until what is seen is accepted. */
async function until(look, accept = Boolean) {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const seen = await look();
    if (accept(seen)) return seen;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(seen)}`);
    await pause(LOOK_MS);
  }
}

/** Runs all tests of a suite; fails with all their faults. */
async function run(tests) {
  const failed = [];
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`passed: ${name}`);
    } catch (error) {
      console.log(`FAILED: ${name}: ${error.stack}`);
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Error(`failed: ${failed.join('; ')}`);
}

/** Tells the Python side something to judge. */
function fact(name, value) {
  console.log(`fact ${JSON.stringify([name, value])}`);
}

/** Waits for the folders of a workspace: a busy VS Code may begin with none of them, and looks again if its file changes. */
function folders(count) {
  let looks = 0;
  const look = () => {
    looks += 1;
    if (looks % 100 === 0) {
      const { fsPath } = vscode.workspace.workspaceFile;
      fs.writeFileSync(fsPath, fs.readFileSync(fsPath));
    }
    return vscode.workspace.workspaceFolders ?? [];
  };
  return until(look, (found) => found.length === count);
}

/** Opens a file of a workspace folder in an editor, once the folder is there: the tests may begin before. */
async function show(path, folder = 0) {
  const { uri: root } = await until(() => vscode.workspace.workspaceFolders?.[folder]);
  const uri = vscode.Uri.joinPath(root, path);
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

/** The hints of a document by line, as numbers. */
async function hints(document) {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const found = (await vscode.commands.executeCommand('vscode.executeInlayHintProvider', document.uri, all)) ?? [];
  const text = (label) => (typeof label === 'string' ? label : label.map(({ value }) => value).join(''));
  return found.map(({ position, label }) => [position.line, text(label).trim()]);
}

/** The hints once they are numbers. */
function counted(document) {
  return until(
    () => hints(document),
    (found) => found.length > 0 && found.every(([, label]) => /^[\d,]+$/.test(label)),
  );
}

/** The process ids of the servers that this extension host started. */
function servers() {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const parent = /^PPid:\t(\d+)$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return parent === String(process.pid) && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').endsWith('lsp\0');
      } catch {
        return false; // it ended meanwhile
      }
    })
    .map(Number);
}

/** Changes a setting for the duration of a function. */
async function withSetting(name, value, test) {
  const config = vscode.workspace.getConfiguration();
  await config.update(name, value, vscode.ConfigurationTarget.Global);
  try {
    return await test();
  } finally {
    await config.update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}

module.exports = { counted, fact, folders, hints, run, servers, show, until, withSetting };
