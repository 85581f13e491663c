"""What code refers to: by receiver and import, over files, in each language."""

from __future__ import annotations

from pathlib import Path

from bursar.index import How
from bursar.text import Span
from unit.index.folder import check_resolves, definition, index_of, resolved


def test_python_follows_imports_receivers_and_bases(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- app/__init__.py
from .core import Engine as Engine
from . import tools
//- app/core.py
from __future__ import annotations
import typing as t
if t.TYPE_CHECKING:
    from .parts import Wheel

class Base:
    limit: int = 3
    def start(self) -> "Wheel": ...
    def stop(self): ...

class Engine(Base):
    def __init__(self, wheel: Wheel) -> None:
        self.wheel = wheel
    def start(self) -> "Wheel":
        return super().start()
    @property
    def main(self) -> Wheel:
        return self.wheel
//- app/parts.py
class Wheel:
    def turn(self) -> "Rim":
        return Rim()
class Rim:
    def polish(self): ...
//- app/tools.py
def mend(x): ...
//- main.py
import app
from app import Engine, tools
from app.parts import Wheel

def run(count: int) -> None:
    engine = Engine(Wheel())
    engine.main.turn().polish()
    engine.stop()
    for rim in [wheel.turn() for wheel in make()]:
        rim.polish()
    tools.mend(app.Engine)
    if count < engine.limit:
        start()

def make() -> list[Wheel]: ...
def start(): ...
def turn(): ...
""",
    )
    check_resolves(
        index,
        "run",
        """app/core.py:Engine app/core.py:Engine.main app/core.py:Base.stop app/core.py:Base.limit app/parts.py:Wheel
        app/parts.py:Wheel.turn app/parts.py:Rim.polish app/tools.py:mend main.py:make main.py:start""",
    )
    check_resolves(index, "Engine.start", "app/core.py:Base.start app/parts.py:Wheel")
    by = {each.definition.qualified: each for each in resolved(index, "run")}
    assert by["Wheel.turn"].count == 2
    assert by["Engine"].how is How.IMPORT
    assert by["Base.stop"].how is How.INHERITED
    assert by["Rim.polish"].how is How.RECEIVER


def test_python_offers_the_member_that_a_local_is_named_after(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- base.py
class Named:
    name: str
    title: str
//- main.py
from base import Named

class Assigned(Named):
    def __init__(self) -> None:
        self.name = "a"
    def rename(self, name: str) -> None:
        print(name)

class Overridden(Named):
    @property
    def title(self) -> str: ...
    def entitle(self, title: str) -> None:
        print(title)

def plain(name: str) -> None:
    print(name)
""",
    )

    def offered(name: str) -> set[str]:
        return {each.definition.qualified for each in resolved(index, name) if each.how is How.NAME}

    assert offered("Assigned.rename") == {"Named.name"}
    assert offered("Overridden.entitle") == {"Overridden.title", "Named.title"}
    assert offered("plain") == set()


def test_python_narrows_and_unwraps(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- a.py
import typing as t
from contextlib import contextmanager
T = t.TypeVar("T", bound="Cat")
class Cat:
    def purr(self): ...
    def twin(self: T) -> T: ...
class Dog:
    def bark(self): ...
@contextmanager
def borrowed():
    yield Cat()
def chosen(key: str | None) -> t.Optional[Dog]: ...
def pairs() -> dict[str, tuple[Cat, Dog]]: ...
def same(x: T) -> T: ...
def all_of(x: object) -> None:
    with borrowed() as cat:
        cat.twin().purr()
    if isinstance(x, Dog):
        x.bark()
def second() -> None:
    for name, (cat, dog) in pairs().items():
        dog.bark()
    try:
        pass
    except Trouble as trouble:
        trouble.explain()
class Trouble(Exception):
    def explain(self): ...
""",
    )
    check_resolves(index, "all_of", "a.py:borrowed a.py:Cat.purr a.py:Cat.twin a.py:Dog a.py:Dog.bark")
    check_resolves(index, "second", "a.py:pairs a.py:Dog.bark a.py:Trouble a.py:Trouble.explain")


def test_an_unknown_receiver_goes_by_name_with_little_confidence(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- a.py
class Cat:
    def purr(self): ...
def f(x):
    x.purr()
    [].append(1)
""",
    )
    (found,) = resolved(index, "f")
    assert (found.definition.qualified, found.how) == ("Cat.purr", How.NAME)
    assert found.confidence < 0.5


def test_python_attributes_count_for_their_class(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- a.py
class Box:
    size: int
    def __init__(self):
        self.inner = Inner()
class Inner:
    def go(self): ...
def f(box: Box):
    box.inner.go()
""",
    )
    by = {each.definition.qualified: each for each in resolved(index, "f")}
    assert by["Inner.go"].how is How.RECEIVER
    assert by["Box"].members == ("inner",)


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


def test_go_follows_packages_embedding_and_results(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- go.mod
module example.com/site/v2

go 1.22
//- store/store.go
package store

type Store struct {
	*Base
	rows map[string][]Row
}
type Base struct{ Name string }
type Row struct{ Key string }
// Close says goodbye.
func (b *Base) Close() error { return nil }
func (r Row) Print() {}
func Open(name string) (*Store, error) { return nil, nil }
const Limit, Other = 3, 4
//- store/more.go
package store
func (s *Store) Rows(key string) []Row { return s.rows[key] }
//- main.go
package main

import (
	"fmt"
	db "example.com/site/v2/store"
)

type Shape interface{ Area() int }

func run(shape Shape, anything any) {
	s, err := db.Open("x")
	defer s.Close()
	for _, row := range s.Rows("k") {
		row.Print()
	}
	items := []*db.Row{{Key: "a"}}
	items[0].Print()
	switch v := anything.(type) {
	case *db.Base:
		v.Close()
	}
	fmt.Println(err, db.Limit, shape.Area())
}
""",
    )
    check_resolves(
        index,
        "run",
        """store/store.go:Open store/store.go:Base store/store.go:Base.Close store/more.go:Store.Rows store/store.go:Row
        store/store.go:Row.Print store/store.go:Limit main.go:Shape""",
    )
    assert {each.name for each in index.definitions()} >= {"Limit", "Other"}


def test_rust_follows_uses_traits_patterns_and_macros(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- Cargo.toml
[workspace]
members = ["core", "cli"]
//- core/Cargo.toml
[package]
name = "the-core"
//- core/src/lib.rs
pub mod shapes;
pub use shapes::{Circle, Shape as Form};
pub use crate::errors::*;
mod errors;
//- core/src/errors.rs
pub enum Error { Io(Detail), Named { cause: Detail }, Other }
pub struct Detail { pub line: u32 }
impl Detail { pub fn show(&self) -> String { String::new() } }
//- core/src/shapes.rs
pub trait Shape { type Unit; fn area(&self) -> f64; fn twice(&self) -> f64 { self.area() * 2.0 } }
pub struct Circle { pub center: Point }
#[derive(Debug)]
/// A place.
pub struct Point { x: f64 }
impl Point { pub fn len(&self) -> f64 { self.x } }
impl Circle {
    pub fn new() -> Result<Self, crate::Error> { todo!() }
    pub fn points(&self) -> Vec<Point> { vec![] }
}
impl Shape for Circle { type Unit = u8; fn area(&self) -> f64 { self.center.len() } }
//- cli/Cargo.toml
[package]
name = "cli"
[dependencies]
short = { package = "the-core", path = "../core" }
//- cli/src/main.rs
use short::{Circle, Error};
mod deep { pub mod er { pub fn dig() {} } }

fn run<S: the_core::Form>(shape: &S) -> Result<(), Error> {
    let circle = Circle::new()?;
    println!("{} {}", circle.twice(), shape.area());
    for p in circle.points().iter() { p.len(); }
    if let Some(first) = circle.points().first() { first.len(); }
    deep::er::dig();
    Ok(())
}

fn explain(error: Error) -> String {
    match error {
        Error::Io(detail) => detail.show(),
        Error::Named { cause } if cause.line > 1 => cause.show(),
        _ => String::new(),
    }
}
""",
    )
    shapes = "core/src/shapes.rs"
    check_resolves(
        index,
        "run",
        f"""{shapes}:Circle.new {shapes}:Circle {shapes}:Shape {shapes}:Shape.twice {shapes}:Shape.area
        {shapes}:Circle.points {shapes}:Point.len core/src/errors.rs:Error cli/src/main.rs:deep.er.dig""",
    )
    check_resolves(
        index, "explain", "core/src/errors.rs:Error core/src/errors.rs:Detail core/src/errors.rs:Detail.show"
    )
    point = definition(index, "Point")
    assert point.doc is not None
    assert index.file(shapes) is not None
    text = (tmp_path / shapes).read_text()
    assert text[point.span.start :].startswith("#[derive(Debug)]")


def test_other_languages_resolve_declared_types_and_names(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- Shop.java
class Shop extends Base {
  private Till till;
  int sell(Item item, List<Item> others) {
    Till other = new Till();
    for (Item each : others) { each.label(); }
    other.open();
    return this.till.total(item.price()) + greet();
  }
}
//- Base.java
class Base { int greet() { return 1; } }
//- Till.java
class Till { void open() {} int total(int x) { return x; } }
//- Item.java
class Item { int price() { return 1; } String label() { return ""; } }
//- list.h
typedef struct node { struct node *next; } node;
node *push(node *head, int value);
//- list.c
#include "list.h"
node *push(node *head, int value) { return head; }
//- use.c
#include "list.h"
int use(void) { node *n = push(0, 1); return n->next != 0; }
//- shop.rb
class Counter
  def initialize
    @till = Drawer.new
  end
  def sell
    @till.open_up
    polish(1)
  end
  def polish(x) = x
end
class Drawer
  def open_up; end
end
//- shop.php
<?php
class Cart { function add(Good $good) { $good->weigh(); $box = new Crate(); $box->seal(); } }
class Good { function weigh() {} }
class Crate { function seal() {} }
//- Shop.cs
class Store { Shelf shelf; int Sell() { var other = new Shelf(); other.Fill(); return shelf.Count(); } }
class Shelf { public void Fill() {} public int Count() { return 1; } }
//- shape.cpp
namespace geo { struct Pt { int len() const; }; int far(const Pt& p) { return p.len(); } }
int geo::Pt::len() const { return 1; }
int main() { geo::Pt p; return geo::far(p); }
""",
    )
    check_resolves(
        index,
        "Shop.sell",
        """Item.java:Item Item.java:Item.price Item.java:Item.label Till.java:Till Till.java:Till.open
        Till.java:Till.total Base.java:Base.greet Shop.java:Shop""",
    )
    found = {each.definition.qualified for each in resolved(index, "use")}
    assert {"push", "node"} <= found
    assert {"Drawer.open_up", "Counter.polish"} <= {
        each.definition.qualified for each in resolved(index, "Counter.sell")
    }
    check_resolves(index, "Cart.add", "shop.php:Good shop.php:Good.weigh shop.php:Crate shop.php:Crate.seal")
    assert {"Shelf", "Shelf.Fill", "Shelf.Count"} <= {
        each.definition.qualified for each in resolved(index, "Store.Sell")
    }
    assert "geo.far" in {each.definition.qualified for each in resolved(index, "main")}


def test_code_outside_of_definitions_and_parts_of_functions_resolve(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- a.py
def one(): ...
def two(): ...
def both():
    one()
    two()
one()
""",
    )
    text = (tmp_path / "a.py").read_text()
    at = text.index("    two()")
    assert [each.definition.name for each in index.resolve("a.py", Span(at, at + 9))] == ["two"]
    at = text.rindex("one()")
    assert [each.definition.name for each in index.resolve("a.py", Span(at, at + 5))] == ["one"]


def test_circles_and_broken_code_end(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- a.py
from b import x as y
from b import *
def f(): return g().z
def g(): return f().z
def h(a=h): return h(y, q)(
class A(A): pass
class B(C): pass
class C(B): pass
def k(b: B): b.nothing()
//- b.py
from a import y as x
from a import *
""",
    )
    for each in index.definitions():
        assert isinstance(index.resolve(each.path, each.span), list)
    assert index.resolve("missing.py", Span(0, 3)) == []
    assert index.resolve("a.py", Span(0, 0)) == []
    assert index.resolve("a.py", Span(5, 10_000)) is not None


def test_offsets_are_code_points(tmp_path: Path) -> None:
    index = index_of(tmp_path, '//- a.py\ns = "é😀"\ndef größe(): ...\ndef f():\n    """ü"""\n    größe()\n')
    found = definition(index, "größe")
    text = (tmp_path / "a.py").read_text()
    assert text[found.name_span.start : found.name_span.end] == "größe"
    check_resolves(index, "f", "a.py:größe")
