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
(class_specifier name: (type_identifier) @name body: (_) @body) @d.class
(namespace_definition name: (_) @name body: (_) @body) @d.module
(function_definition declarator: (function_declarator declarator: (field_identifier) @name) body: (_) @body) @d.method
(function_definition declarator: (reference_declarator (function_declarator declarator: (field_identifier) @name)) body: (_) @body) @d.method
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @name)) body: (_) @body) @d.method
(function_definition declarator: (function_declarator declarator: (qualified_identifier scope: (namespace_identifier) @receiver name: (identifier) @name)) body: (_) @body) @d.method
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (qualified_identifier scope: (namespace_identifier) @receiver name: (identifier) @name))) body: (_) @body) @d.method
(function_definition declarator: (reference_declarator (function_declarator declarator: (qualified_identifier scope: (namespace_identifier) @receiver name: (identifier) @name))) body: (_) @body) @d.method
(field_declaration declarator: (function_declarator declarator: (field_identifier) @name)) @d.method
(alias_declaration name: (type_identifier) @name) @d.type
(template_declaration (_ name: (type_identifier) @name)) @outer
(declaration_list (declaration declarator: (function_declarator declarator: (identifier) @name)) @d.function)
