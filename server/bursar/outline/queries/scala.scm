; Long strings that are given to a name.
((val_definition pattern: (identifier) @name value: [(string) (interpolated_string_expression)] @prompt) @symbol.prompt)
([(string) (interpolated_string_expression)] @prompt @symbol.prompt)

; Types.
((class_definition name: (_) @name body: (_)? @body) @symbol.class)
((object_definition name: (_) @name body: (_)? @body) @symbol.class)
((trait_definition name: (_) @name body: (_)? @body) @symbol.trait)
((enum_definition name: (_) @name body: (_) @body) @symbol.enum)
((package_object name: (_) @name body: (_) @body) @symbol.module)
((given_definition name: (_) @name body: (_) @body) @symbol.class)
((type_definition name: (_) @name type: (_) @body) @symbol.type)

; Functions; one in a type is a method by where it stands.
((function_definition name: (_) @name body: (_) @body) @symbol.function)
((function_declaration name: (_) @name) @symbol.function @signature)

; Constants of the file and of objects.
((compilation_unit (val_definition pattern: (identifier) @name value: (_) @body) @symbol.constant))
((object_definition body: (_ (val_definition pattern: (identifier) @name value: (_) @body) @symbol.constant)))

[(comment) (block_comment)] @comment
