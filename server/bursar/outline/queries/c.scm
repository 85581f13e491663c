; Long strings that are given to a name.
((init_declarator
  declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name) (array_declarator declarator: (identifier) @name)]
  value: [(string_literal) (concatenated_string)] @prompt) @symbol.prompt)
([(string_literal) (concatenated_string)] @prompt @symbol.prompt)

; Functions: the name is behind the stars of what they return.
((function_definition declarator: [
  (function_declarator declarator: (identifier) @name)
  (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
  (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
  (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator:
    (function_declarator declarator: (identifier) @name))))] body: (_) @body) @symbol.function)
((declaration declarator: [
  (function_declarator declarator: (identifier) @name)
  (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))
  (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)))
  ]) @symbol.function @signature)
((preproc_function_def "#define" @symbol.function name: (_) @name parameters: (_) value: (_) @body @span))

; Declarations inside a function are of no function.
(compound_statement (declaration declarator: [(function_declarator) (pointer_declarator (function_declarator))]) @opaque)

; Types; with a variable or another name in the same declaration, the whole of it.
((struct_specifier name: (_) @name body: (_) @body) @symbol.struct)
((union_specifier name: (_) @name body: (_) @body) @symbol.struct)
((enum_specifier name: (_) @name body: (_) @body) @symbol.enum)
((type_definition "typedef" @start type: (_ name: (_) @name body: (_))) @span)
((type_definition type: (struct_specifier !name body: (_) @body) declarator: (type_identifier) @name) @symbol.struct)
((type_definition type: (union_specifier !name body: (_) @body) declarator: (type_identifier) @name) @symbol.struct)
((type_definition type: (enum_specifier !name body: (_) @body) declarator: (type_identifier) @name) @symbol.enum)
((type_definition type: [(primitive_type) (sized_type_specifier) (type_identifier)
    (struct_specifier !body) (union_specifier !body) (enum_specifier !body)] declarator: [
  (type_identifier) @name
  (pointer_declarator declarator: (type_identifier) @name)
  (array_declarator declarator: (type_identifier) @name)
  (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name)))
  ]) @symbol.type @signature)

; Constants of the file: macros and initialised variables.
((preproc_def "#define" @symbol.constant name: (_) @name value: (_) @body @span))
((translation_unit (declaration declarator: (init_declarator declarator: [
    (identifier) @name
    (pointer_declarator declarator: (identifier) @name)
    (array_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (array_declarator declarator: (identifier) @name))]
  value: (_) @body)) @symbol.constant))

(comment) @comment
