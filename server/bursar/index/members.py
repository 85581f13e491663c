"""Members of types, with what they inherit, and what a name that refers to one may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bursar.index.libraries import WRAPPERS
from bursar.index.lookup import FUNCTIONS, TYPES, Lookup, best
from bursar.index.model import Definition, How
from bursar.index.values import Context, Target, Value, Values
from bursar.outline import Kind
from bursar.outline.references import Field


class Members(Lookup):
    """The second layer of the engine."""

    def members(self, owners: Iterable[Value], name: str, context: Context, called: bool = True) -> list[Target]:
        """The members of this name of what a value may be; of a field and a method of one name the one that fits."""
        found: list[Target] = []
        for owner in owners:
            for target in self._member(owner, name, context, called):
                if target not in found:
                    found.append(target)
        return found

    def _member(self, owner: Value, name: str, context: Context, called: bool = True) -> list[Target]:
        if owner.kind == "module":
            namespace = self.namespace(context.path)
            return namespace.member(owner.name, name, context.path) if namespace else []
        if owner.kind in ("instance", "type") and owner.definition is not None:
            return self._of_type(owner, name, set(), called)
        if owner.kind == "super" and owner.definition is not None:
            return [found for base in self.bases(owner) for found in self._of_type(base, name, set())]
        if owner.kind == "object" and owner.expr is not None:
            for pair in owner.expr.parts:
                if pair.op == "pair" and pair.name == name:
                    return [Target(How.RECEIVER, local=pair.parts[0], context=owner.context)]
        if owner.kind == "external" and owner.name in WRAPPERS and owner.args:
            return self.members(owner.args[0], name, context, called)
        return []

    def _of_type(self, owner: Value, name: str, seen: set[Definition], called: bool = True) -> list[Target]:
        definition = owner.definition
        if definition is None or definition in seen or len(seen) > 40:
            return []
        how = How.INHERITED if seen else How.RECEIVER
        seen.add(definition)
        own = self._of_methods(owner, definition, name, how, called) or self._of_fields(owner, definition, name, how)
        if own:
            return own
        found = self._of_alias(owner, definition, name, seen, called)
        for base in () if found else self.bases(owner):
            found = self._of_type(base, name, seen, called)
            if found:
                break
        return found

    def _of_methods(self, owner: Value, definition: Definition, name: str, how: How, called: bool) -> list[Target]:
        """The definitions that belong to a type; with a signature of the same name in the type's own text, both."""
        namespace = self.namespace(definition.path)
        context = self.inside(owner)
        for file in namespace.holders(definition) if namespace is not None else ():
            container = definition.qualified if file.path == definition.path else definition.name
            own = file.members(container).get(name)
            if not own:
                continue
            declared = self.declared(definition)
            written = [field for field in declared.fields if field.name == name] if declared else []
            if written and own[0].kind in FUNCTIONS and not written[0].assigned:
                signature = Target(how, definition, name, written[0], context, receiver=owner)
                return [Target(how, best(own), context=context, receiver=owner), signature] if called else [signature]
            return [Target(how, each, context=context, receiver=owner) for each in accessors(own)]
        return []

    def _of_fields(self, owner: Value, definition: Definition, name: str, how: How) -> list[Target]:
        declared = self.declared(definition)
        same = [field for field in declared.fields if field.name == name] if declared is not None else []
        if not same:
            return []
        field = _typed_field([field for field in same if not field.embedded] or same)
        return [Target(how, definition, name, field, self.inside(owner), receiver=owner)]

    def _of_alias(
        self, owner: Value, definition: Definition, name: str, seen: set[Definition], called: bool
    ) -> list[Target]:
        """The members of what a type alias stands for; of what it writes down itself, they are its own."""
        declared = self.declared(definition)
        if declared is None or declared.type is None or definition.kind not in (Kind.TYPE, Kind.CONSTANT):
            return []
        context = self.inside(owner)
        for value in self.types(declared.type, context):
            if value.definition is not None:
                found = self._of_type(value, name, seen, called)
            else:
                found = self._member(value, name, context, called)
                if value.kind == "object":
                    found = [replace(each, definition=definition, member=name) for each in found]
            if found:
                return found
        return []

    def inside(self, owner: Value) -> Context:
        """The context of what stands inside a type, with its arguments for its parameters."""
        definition = owner.definition
        assert definition is not None
        if owner.context is not None and owner.context.owner == definition and not owner.args:
            return owner.context
        declared = self.declared(definition) if owner.args else None
        names = declared.type_parameters if declared else []
        return Context(definition.path, definition, tuple(zip(names, owner.args, strict=False)))

    def bases(self, owner: Value) -> list[Value]:
        """What a type inherits from, embeds or implements."""
        definition = owner.definition
        if definition is None:
            return []
        declared = self.declared(definition)
        context = self.inside(owner)
        outer = Context(context.path, None, context.env)
        found = [
            Value("instance", value.definition, args=value.args)
            for base in (declared.bases if declared else ())
            for value in self.types(base, outer)
            if value.definition is not None and value.definition != definition
        ]
        namespace = self.namespace(definition.path)
        found += [Value("instance", base) for base in (namespace.extended(definition) if namespace else ())]
        return found

    def of_target(self, target: Target) -> Values:
        """What a name that refers to this may be."""
        if target.values is not None:
            return target.values
        if target.module is not None:
            return (Value("module", name=target.module),)
        if target.external is not None:
            return (Value("external", name=target.external),)
        if target.local is not None and target.context is not None:
            return self.values(target.local, target.context)
        if target.field is not None and target.context is not None:
            field = target.field
            found = self.types(field.type, target.context) if field.type is not None else ()
            if not found and field.value is not None:
                found = self.values(field.value, target.context)
            if not found and target.definition is not None and target.definition.kind is Kind.ENUM:
                return (Value("instance", target.definition, context=target.context),)
            return found
        return self.of_definition(target) if target.definition is not None else ()

    def of_definition(self, target: Target) -> Values:  # noqa: C901 - one case per kind of definition
        """What a definition is: a type, a function, or the value that it has."""
        definition = target.definition
        assert definition is not None
        context = target.context or Context(definition.path)
        if definition.kind is Kind.MODULE:
            return (Value("module", name=f"{definition.path}::{definition.qualified}"),)
        if definition.kind in TYPES:
            return (Value("type", definition),)
        declared = self.declared(definition)
        if declared is None:
            return ()
        if declared.function is not None:
            function = Value(
                "function", definition, function=declared.function, context=context, receiver=target.receiver
            )
            names = {each.name or (each.parts[0].name if each.parts else "") for each in declared.function.decorators}
            if names & {"property", "cached_property", "locked_cached_property", "getter"}:
                return self.result(function, (), context)
            return (function,)
        if declared.type is not None and (found := self.types(declared.type, context)):
            return found
        if declared.value is not None:
            found = self.values(declared.value, context)
            if found:
                return found
        if definition.container and target.receiver is not None and target.receiver.definition is not None:
            owner = self.declared(target.receiver.definition)
            for field in owner.fields if owner else ():
                if field.name == definition.name and field.start != definition.name_span.start:
                    return self.of_target(Target(How.RECEIVER, definition, field.name, field, context))
        return ()


def accessors(definitions: Sequence[Definition]) -> list[Definition]:
    """Of several members of one name: two with bodies are those that read and write it, others are overloads."""
    whole = [definition for definition in definitions if definition.body is not None]
    return whole if len(whole) == 2 else [best(definitions)]


def _typed_field(same: Sequence[Field]) -> Field:
    """Of the places where a field is declared or assigned the one that says most of its type."""
    typed = [field for field in same if field.type is not None]
    valued = [field for field in same if field.value is not None and field.value.op != "literal"]
    return (typed or valued or same)[0]
