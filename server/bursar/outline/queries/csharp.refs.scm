(class_declaration name: (identifier) @name body: (_) @body) @d.class
(struct_declaration name: (identifier) @name body: (_) @body) @d.struct
(record_declaration name: (identifier) @name) @d.class
(record_declaration name: (identifier) @name body: (_) @body)
(interface_declaration name: (identifier) @name body: (_) @body) @d.interface
(enum_declaration name: (identifier) @name body: (_) @body) @d.enum
(delegate_declaration name: (identifier) @name) @d.type
(method_declaration name: (identifier) @name) @d.method
(method_declaration name: (identifier) @name body: (_) @body)
(constructor_declaration name: (identifier) @name body: (_) @body) @d.method
(property_declaration name: (identifier) @name) @d.constant
