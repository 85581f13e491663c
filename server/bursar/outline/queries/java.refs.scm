(class_declaration name: (identifier) @name body: (_) @body) @d.class
(interface_declaration name: (identifier) @name body: (_) @body) @d.interface
(annotation_type_declaration name: (identifier) @name body: (_) @body) @d.interface
(enum_declaration name: (identifier) @name body: (_) @body) @d.enum
(record_declaration name: (identifier) @name body: (_) @body) @d.class
(method_declaration name: (identifier) @name) @d.method
(method_declaration name: (identifier) @name body: (_) @body)
(constructor_declaration name: (identifier) @name body: (_) @body) @d.method
(field_declaration (modifiers "static" "final") declarator: (variable_declarator name: (identifier) @name)) @d.constant
