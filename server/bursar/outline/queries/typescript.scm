; A field that is a function.
((class_body (public_field_definition name: (_) @name value: [
  (arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @symbol.method))

; Types.
((abstract_class_declaration name: (_) @name body: (_) @body) @symbol.class)
((interface_declaration name: (_) @name body: (_) @body) @symbol.interface)
((enum_declaration name: (_) @name body: (_) @body) @symbol.enum)
((type_alias_declaration name: (_) @name value: (_) @body) @symbol.type)
((module name: [(identifier) @name (nested_identifier) @name (string (string_fragment) @name)] body: (_)? @body) @symbol.module)
((internal_module name: (_) @name body: (_)? @body) @symbol.module)

; Declarations without a body.
((function_signature name: (_) @name) @symbol.function @signature)
((method_signature name: (_) @name) @symbol.method @signature)
((abstract_method_signature name: (_) @name) @symbol.method @signature)
((ambient_declaration (lexical_declaration (variable_declarator name: (identifier) @name) @symbol.constant)))
((ambient_declaration "declare" @start (lexical_declaration . (variable_declarator name: (identifier) @name) .)) @span)
((ambient_declaration "declare" @start (_ name: [
  (identifier) @name (type_identifier) @name (nested_identifier) @name (string (string_fragment) @name)])) @span)

; Decorators stand before the method, and before the class within its export.
(class_body (decorator) @attribute)
