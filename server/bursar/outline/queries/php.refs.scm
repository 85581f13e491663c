(class_declaration name: (name) @name body: (_) @body) @d.class
(interface_declaration name: (name) @name body: (_) @body) @d.interface
(trait_declaration name: (name) @name body: (_) @body) @d.trait
(enum_declaration name: (name) @name body: (_) @body) @d.enum
(function_definition name: (name) @name body: (_) @body) @d.function
(method_declaration name: (name) @name) @d.method
(method_declaration name: (name) @name body: (_) @body)
(const_declaration (const_element . (name) @name)) @d.constant
