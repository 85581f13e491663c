"""What code in other languages refers to: packages, embedding, uses, traits, declared types."""

from __future__ import annotations

from pathlib import Path

from unit.index.folder import check_resolves, definition, index_of, resolved


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
