// node drive.mjs TOOLS CHROMIUM - a browser for a VS Code, driven by lines of JSON on stdin, answered on stdout.
//
// {"do": "press", "with": {"key": "Control+P"}} -> {"ok": ...} or {"error": "..."}. Every wait has an end; nothing sleeps.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [tools, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(join(tools, 'package.json'))('playwright-core');
const WAIT_MS = 180_000;
const SUITE_MS = 480_000;
const LOOKS_MS = [4_000, 8_000, 16_000, 32_000, 64_000];
const QUICK_INPUT = '.quick-input-widget .monaco-inputbox input';
const QUICK_ROW = '.quick-input-list .monaco-list-row';

const profile = mkdtempSync(join(tmpdir(), 'bursar-chromium-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: { width: 1280, height: 720 },
  permissions: ['clipboard-read', 'clipboard-write'],
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--force-color-profile=srgb'],
});
const outside = new Set();
let url;
let page;
let pages = [];

async function newPage() {
  const made = await context.newPage();
  made.on('request', (request) => {
    const { hostname } = new URL(request.url());
    if (hostname && hostname !== '127.0.0.1') outside.add(hostname);
  });
  made.setDefaultTimeout(WAIT_MS);
  return made;
}

const found = ({ selector, text }) => page.locator(selector, text === undefined ? {} : { hasText: text }).first();
const plain = (text) => text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '');

/** Does something until what comes of it is seen. */
async function untilSeen(act, see, undo = () => undefined) {
  for (const timeout of LOOKS_MS) {
    await act();
    try {
      return void (await see(timeout));
    } catch (error) {
      if (timeout === LOOKS_MS.at(-1)) throw error;
      await undo();
    }
  }
}

/** Whether a quick input has gone, or asks for something else; runs in the page. */
const isTaken = ({ selector, value }) => {
  const input = document.querySelector(selector);
  return !input?.offsetParent || input.value !== value;
};

/** Lets a workbench take an extension's tests, as a server would with --enable-smoke-test-driver; runs in the page. */
const allowTests = () =>
  new MutationObserver((_, observer) => {
    const meta = document.getElementById('vscode-workbench-web-configuration');
    if (!meta) return;
    const settings = JSON.parse(meta.dataset.settings);
    settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
    meta.dataset.settings = JSON.stringify(settings);
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });

const actions = {
  // One empty page instead of all that were open: what ran behind those ends with them.
  async fresh({ at }) {
    const old = pages;
    url = at;
    page = await newPage();
    pages = [page];
    for (const one of old) await one.close();
  },
  async open() {
    await page.goto(url);
    await page.waitForSelector('.monaco-workbench .part.editor');
    await page.waitForSelector('.explorer-folders-view .monaco-list-row, .welcome-view');
  },
  async window() {
    page = await newPage();
    pages.push(page);
    await actions.open();
  },
  async to({ window }) {
    page = pages[window];
    await page.bringToFront();
  },
  press: ({ key }) => page.keyboard.press(key),
  // Typed keys go astray where the focus is still on its way: an input is filled.
  fill: ({ value, ...wanted }) => found(wanted).fill(value),
  type: ({ text }) => page.keyboard.type(text),
  // Keys pressed while the workbench is busy get lost: press, look, press again, and each time look for longer.
  pressUntil: ({ key, ...wanted }) =>
    untilSeen(
      () => page.keyboard.press(key),
      (timeout) => found(wanted).waitFor({ timeout }),
      () => page.keyboard.press('Escape'),
    ),
  // A row of a list that is still being filled can move away under the click: the input must have taken it.
  async pick({ value, text }) {
    await untilSeen(
      async () => {
        if ((await page.locator(QUICK_INPUT).inputValue()) !== value) await page.locator(QUICK_INPUT).fill(value);
        await found({ selector: QUICK_ROW, text }).click();
      },
      (timeout) => page.waitForFunction(isTaken, { selector: QUICK_INPUT, value }, { timeout }),
    );
  },
  wait: (wanted) => found(wanted).waitFor({ timeout: wanted.timeout ?? WAIT_MS }),
  gone: (wanted) => found(wanted).waitFor({ state: 'hidden', timeout: WAIT_MS }),
  click: ({ button = 'left', x, y, ...wanted }) =>
    found(wanted).click({ button, ...(x === undefined ? {} : { position: { x, y } }) }),
  hover: (wanted) => found(wanted).hover(),
  texts: async ({ selector }) => (await page.locator(selector).allTextContents()).map(plain),
  attribute: ({ name, ...wanted }) => found(wanted).getAttribute(name),
  value: (wanted) => found(wanted).inputValue(),
  style: ({ name, ...wanted }) => found(wanted).evaluate((node, of) => getComputedStyle(node).getPropertyValue(of), name),
  // The text of the editor's visible lines from the top, hints and all.
  lines: () =>
    page.$$eval('.editor-instance .view-lines > .view-line', (lines) =>
      lines
        .map((line) => [parseInt(line.style.top, 10), line.textContent.replaceAll('\u00a0', ' ')])
        .sort((one, other) => one[0] - other[0])
        .map(([, text]) => text)),
  clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
  shot: ({ path, clip }) => page.screenshot({ path, animations: 'disabled', caret: 'hide', ...(clip.width ? { clip } : {}) }),
  size: (size) => page.setViewportSize(size),
  // Runs an extension's tests in the extension host; answers its exit code and what was printed.
  async extensionTests({ at }) {
    const printed = [];
    await page.addInitScript(allowTests);
    const ended = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
    await page.exposeFunction('codeAutomationLog', (_, args) => void printed.push(args.join(' ')));
    await page.goto(at);
    const timeout = new Promise((resolve) => setTimeout(() => resolve('timeout'), SUITE_MS).unref());
    return { code: await Promise.race([ended, timeout]), printed };
  },
  outside: () => [...outside],
};

console.log(JSON.stringify({ ok: 'ready' }));
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: action, with: params = {} } = JSON.parse(line);
    try {
      console.log(JSON.stringify({ ok: (await actions[action](params)) ?? null }));
    } catch (error) {
      console.log(JSON.stringify({ error: String(error.message) }));
    }
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
