(let_declaration pattern: (identifier) @local)
(let_declaration pattern: (tuple_pattern (identifier) @local))
(for_expression pattern: (identifier) @local)
(identifier) @name
; A field that is named by its value, parts of paths, and what a macro may take as it likes.
(shorthand_field_initializer (identifier) @kept)
(scoped_identifier (identifier) @kept)
(token_tree (identifier) @kept)
