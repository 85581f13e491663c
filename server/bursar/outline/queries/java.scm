; Long strings that are given to a name.
((variable_declarator name: (_) @name value: (string_literal) @prompt) @symbol.prompt)
((string_literal) @prompt @symbol.prompt)

; Types.
((class_declaration name: (_) @name body: (_) @body) @symbol.class)
((record_declaration name: (_) @name body: (_) @body) @symbol.class)
((interface_declaration name: (_) @name body: (_) @body) @symbol.interface)
((annotation_type_declaration name: (_) @name body: (_) @body) @symbol.interface)
((enum_declaration name: (_) @name body: (_) @body) @symbol.enum)

; Methods; an abstract one has no body.
((method_declaration name: (_) @name body: (_)? @body) @symbol.method)
((constructor_declaration name: (_) @name body: (_) @body) @symbol.method)
((compact_constructor_declaration name: (_) @name body: (_) @body) @symbol.method)
((annotation_type_element_declaration name: (_) @name) @symbol.method @signature)

; Constants.
((field_declaration (modifiers "static" "final") declarator: (variable_declarator name: (_) @name value: (_) @body)) @symbol.constant)
((constant_declaration declarator: (variable_declarator name: (_) @name value: (_) @body)) @symbol.constant)

[(line_comment) (block_comment)] @comment
