// A file system in memory: what a virtual workspace is made of. One folder with one file.
const vscode = require('vscode');

const TEXT = '# Notes\n\nNothing here is on any disk.\n';

class Memory {
  onDidChangeFile = new vscode.EventEmitter().event;
  watch() {
    return new vscode.Disposable(() => undefined);
  }
  stat(uri) {
    const file = uri.path.endsWith('.md');
    if (!file && uri.path !== '/notes') throw vscode.FileSystemError.FileNotFound(uri);
    return { type: file ? vscode.FileType.File : vscode.FileType.Directory, ctime: 0, mtime: 0, size: TEXT.length };
  }
  readDirectory() {
    return [['AGENTS.md', vscode.FileType.File]];
  }
  readFile() {
    return Buffer.from(TEXT);
  }
  writeFile(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
  createDirectory(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
  delete(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
  rename(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}

exports.activate = (context) => {
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memfs', new Memory(), { isReadonly: true }));
};
