(function_item name: (_) @name body: (block) @body) @d.function
(function_signature_item name: (_) @name) @d.function
(struct_item name: (_) @name) @d.struct
(struct_item name: (_) @name body: (_) @body)
(union_item name: (_) @name body: (_) @body) @d.struct
(enum_item name: (_) @name body: (_) @body) @d.enum
(trait_item name: (_) @name body: (_) @body) @d.trait
(type_item name: (_) @name) @d.type
(const_item name: (_) @name) @d.constant
(static_item name: (_) @name) @d.constant
(macro_definition name: (_) @name) @d.function
(mod_item name: (_) @name body: (_) @body) @d.module

; What stands in an implementation belongs to its type.
(impl_item type: [
  (type_identifier) @name
  (scoped_type_identifier name: (_) @name)
  (generic_type type: (type_identifier) @name)
  (generic_type type: (scoped_type_identifier name: (_) @name))
  (reference_type type: (type_identifier) @name)
  (reference_type type: (generic_type type: (type_identifier) @name))
  (primitive_type) @name]) @in
(impl_item
  trait: [
    (type_identifier) @trait
    (scoped_type_identifier name: (_) @trait)
    (generic_type type: (type_identifier) @trait)
    (generic_type type: (scoped_type_identifier name: (_) @trait))]
  type: [
    (type_identifier) @name
    (scoped_type_identifier name: (_) @name)
    (generic_type type: (type_identifier) @name)
    (generic_type type: (scoped_type_identifier name: (_) @name))
    (reference_type type: (type_identifier) @name)
    (reference_type type: (generic_type type: (type_identifier) @name))]) @in

; Where else definitions stand: not in functions.
(mod_item body: (_) @inside)
(impl_item body: (_) @inside)
(trait_item body: (_) @inside)
(foreign_mod_item body: (_) @inside)
(const_item value: (block) @inside)
(source_file (expression_statement (block) @inside))
(ERROR) @inside
