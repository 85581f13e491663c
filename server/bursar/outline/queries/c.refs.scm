(function_definition declarator: (function_declarator declarator: (identifier) @name) body: (_) @body) @d.function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name)) body: (_) @body) @d.function
(function_definition declarator: (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))) body: (_) @body) @d.function
(translation_unit (declaration declarator: (function_declarator declarator: (identifier) @name)) @d.function)
(translation_unit (declaration declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))) @d.function)
(struct_specifier name: (type_identifier) @name body: (_) @body) @d.struct
(union_specifier name: (type_identifier) @name body: (_) @body) @d.struct
(enum_specifier name: (type_identifier) @name body: (_) @body) @d.enum
(type_definition declarator: (type_identifier) @name) @d.type
(preproc_def name: (identifier) @name) @d.constant
(preproc_function_def name: (identifier) @name) @d.function
(translation_unit (declaration declarator: (init_declarator declarator: (identifier) @name)) @d.constant)
(translation_unit (declaration declarator: (init_declarator declarator: (array_declarator declarator: (identifier) @name))) @d.constant)
