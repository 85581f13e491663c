; Long strings that are given to a name.
((property_declaration name: (pattern bound_identifier: (_) @name)
  value: [(line_string_literal) (multi_line_string_literal) (raw_string_literal)] @prompt) @symbol.prompt)
([(line_string_literal) (multi_line_string_literal) (raw_string_literal)] @prompt @symbol.prompt)

; Types; an extension has the name of the type.
((class_declaration declaration_kind: "struct" name: (_) @name body: (_) @body) @symbol.struct)
((class_declaration declaration_kind: "enum" name: (_) @name body: (_) @body) @symbol.enum)
((class_declaration name: (_) @name body: (_) @body) @symbol.class)
((protocol_declaration name: (_) @name body: (_) @body) @symbol.interface)
((typealias_declaration name: (type_identifier) @name) @symbol.type)

; Functions; one in a type is a method by where it stands.
((function_declaration name: (simple_identifier) @name body: (_) @body) @symbol.function)
((protocol_function_declaration name: (simple_identifier) @name) @symbol.method @signature)
((init_declaration "init" @name body: (_)? @body) @symbol.method)
((deinit_declaration "deinit" @name body: (_) @body) @symbol.method)
((subscript_declaration "subscript" @name (computed_property) @body) @symbol.method)
((property_declaration name: (pattern bound_identifier: (_) @name) computed_value: (_) @body) @symbol.method)

; Constants of the file.
((source_file (property_declaration name: (pattern bound_identifier: (_) @name) value: (_) @body) @symbol.constant))

[(comment) (multiline_comment)] @comment
