; Long strings that are given to a name.
((property_declaration (variable_declaration . (identifier) @name) [(string_literal) (multiline_string_literal)] @prompt) @symbol.prompt)
([(string_literal) (multiline_string_literal)] @prompt @symbol.prompt)

; Types.
((class_declaration "interface" name: (_) @name (class_body)? @body) @symbol.interface)
((class_declaration name: (_) @name (enum_class_body) @body) @symbol.enum)
((class_declaration name: (_) @name (class_body)? @body) @symbol.class)
((object_declaration name: (_) @name (class_body)? @body) @symbol.class)
((companion_object name: (_) @name (class_body)? @body) @symbol.class)
((companion_object "companion" @name !name (class_body)? @body) @symbol.class)
((type_alias type: (_) @name) @symbol.type)

; Functions; one in a class is a method by where it stands.
((function_declaration name: (_) @name (function_body (block) @body)) @symbol.function)
((function_declaration name: (_) @name (function_body)? @body) @symbol.function)
((secondary_constructor "constructor" @name (block)? @body) @symbol.method)
((anonymous_initializer "init" @name (block) @body) @symbol.method)
((property_declaration (variable_declaration . (identifier) @name) (getter) @body) @symbol.function)

; Constants of the file and of objects.
((source_file (property_declaration "val" (variable_declaration . (identifier) @name) . (_) @body .) @symbol.constant))
((object_declaration (class_body (property_declaration "val" (variable_declaration . (identifier) @name) . (_) @body .) @symbol.constant)))
((companion_object (class_body (property_declaration "val" (variable_declaration . (identifier) @name) . (_) @body .) @symbol.constant)))

[(line_comment) (block_comment)] @comment
