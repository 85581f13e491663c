; Long strings that are given to a name.
((variable_declarator name: (_) @name [
  (string_literal) (verbatim_string_literal) (raw_string_literal) (interpolated_string_expression)] @prompt) @symbol.prompt)
([(verbatim_string_literal) (raw_string_literal) (interpolated_string_expression) (string_literal)] @prompt @symbol.prompt)

; Namespaces and types.
((namespace_declaration name: (_) @name body: (_) @body) @symbol.module)
((class_declaration name: (_) @name body: (_)? @body) @symbol.class)
((record_declaration name: (_) @name body: (_)? @body) @symbol.class)
((struct_declaration name: (_) @name body: (_)? @body) @symbol.struct)
((interface_declaration name: (_) @name body: (_)? @body) @symbol.interface)
((enum_declaration name: (_) @name body: (_)? @body) @symbol.enum)
((delegate_declaration name: (_) @name) @symbol.type @signature)

; Methods, and what is called without being one by name.
((method_declaration name: (_) @name body: (_)? @body) @symbol.method)
((constructor_declaration name: (_) @name body: (_)? @body) @symbol.method)
((destructor_declaration name: (_) @name body: (_)? @body) @symbol.method)
((local_function_statement name: (_) @name body: (_)? @body) @symbol.function)
((operator_declaration "operator" @name operator: _ @name body: (_)? @body) @symbol.method)
((conversion_operator_declaration "operator" @name type: (_) @name body: (_)? @body) @symbol.method)
((indexer_declaration "this" @name accessors: (_) @body) @symbol.method)
((property_declaration name: (_) @name accessors: (accessor_list (accessor_declaration body: (_))) @body) @symbol.method)
((property_declaration name: (_) @name value: (arrow_expression_clause) @body) @symbol.method)
((event_declaration name: (_) @name accessors: (_) @body) @symbol.method)

; Constants.
((field_declaration (modifier "const") (variable_declaration (variable_declarator name: (_) @name (_) @body))) @symbol.constant)
((field_declaration (modifier "static") (modifier "readonly")
  (variable_declaration (variable_declarator name: (_) @name (_) @body))) @symbol.constant)

(comment) @comment
