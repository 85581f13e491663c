; Beside what C has.
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
