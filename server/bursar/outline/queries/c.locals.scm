(declaration declarator: (identifier) @local)
(declaration declarator: (init_declarator declarator: (identifier) @local))
(declaration declarator: (pointer_declarator declarator: (identifier) @local))
(declaration declarator: (init_declarator declarator: (pointer_declarator declarator: (identifier) @local)))
(declaration declarator: (array_declarator declarator: (identifier) @local))
(declaration declarator: (init_declarator declarator: (array_declarator declarator: (identifier) @local)))
(identifier) @name
; Declared here and defined elsewhere; what is called may be a macro.
(declaration (storage_class_specifier) @_s declarator: (identifier) @kept (#eq? @_s "extern"))
(call_expression function: (identifier) @kept)
