"""What TypeScript and JavaScript refer to: exports, contexts, literals, `require`, configured paths."""

from __future__ import annotations

from pathlib import Path

from unit.index.folder import check_resolves, index_of


def test_typescript_follows_exports_contexts_and_literals(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- src/context.ts
import type { Req } from './req.js'
export type Handler = (c: Context, next: Next) => Promise<Response>
export type Next = () => Promise<void>
interface Send { (text: string, options?: SendOptions): Response }
export interface SendOptions { status?: number }
export class Context<T = any> {
  req!: Req
  send: Send = (text) => new Response(text)
  get inner(): T { return this.#inner }
  close() {}
}
//- src/req.ts
export class Req { header(name: string): string { return '' } }
//- src/index.ts
export * from './context'
export { Req as Request } from './req'
export { default as main } from './main'
//- src/main.ts
import { Context, Request } from '.'
import type { Handler } from '.'
import * as all from './index'

export const logger = (prefix: string): Handler => {
  return async (c, next) => {
    const { req } = c
    req.header(prefix)
    await next()
    return c.send('x', { status: 3 })
  }
}
function made(): Promise<Context<Request>> { throw new all.Context() }
export default async function main() {
  const c = await made()
  c.inner.header('x')
  const local = () => { c.close() }
}
""",
    )
    check_resolves(
        index,
        "logger",
        """src/context.ts:Handler src/context.ts:Context src/req.ts:Req.header src/context.ts:Send
        src/context.ts:SendOptions""",
    )
    check_resolves(
        index,
        "main",
        "src/main.ts:made src/context.ts:Context.inner src/req.ts:Req.header src/context.ts:Context.close",
    )
    assert not [each for each in index.definitions() if each.name == "local"]


def test_javascript_requires_and_tsconfig_paths(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- lib/tool.js
class Tool { use() {} }
function helper() {}
//- app.js
const { Tool } = require('./lib/tool')
const tool = require('./lib/tool')
function go() { new Tool().use(); tool.helper() }
//- tsconfig.json
{ /* comment */ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["lib/*"], }, } }
//- packages/core/package.json
{ "name": "@me/core", "exports": { ".": { "types": "./dist/index.d.ts" } } }
//- packages/core/src/index.ts
export const core = () => 1
//- b.tsx
import { Tool } from '@lib/tool'
import { core } from '@me/core'
export function View(props: Props) { return <Card title={core()}>{new Tool().use()}</Card> }
interface Props { a: string }
function Card() { return null }
""",
    )
    check_resolves(index, "go", "lib/tool.js:Tool lib/tool.js:Tool.use lib/tool.js:helper")
    check_resolves(
        index,
        "View",
        "lib/tool.js:Tool lib/tool.js:Tool.use packages/core/src/index.ts:core b.tsx:Props b.tsx:Card",
    )
