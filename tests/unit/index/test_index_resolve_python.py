"""What Python refers to: by receiver, import and annotation, over files."""

from __future__ import annotations

from pathlib import Path

from bursar.index import How
from unit.index.folder import check_resolves, index_of, resolved


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
