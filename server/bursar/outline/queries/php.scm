; Long strings that are given to a name.
((assignment_expression left: (variable_name (name) @name)
  right: [(string) (encapsed_string) (heredoc) (nowdoc)] @prompt) @symbol.prompt)
((const_element (name) @name [(string) (encapsed_string) (heredoc) (nowdoc)] @prompt) @symbol.prompt)
((property_element name: (variable_name (name) @name)
  default_value: [(string) (encapsed_string) (heredoc) (nowdoc)] @prompt) @symbol.prompt)
((array_element_initializer . (string (string_content) @name) [(string) (encapsed_string) (heredoc) (nowdoc)] @prompt) @symbol.prompt)
([(string) (encapsed_string) (heredoc) (nowdoc)] @prompt @symbol.prompt)

; Namespaces and types.
((namespace_definition name: (_) @name body: (_) @body) @symbol.module)
((class_declaration name: (_) @name body: (_) @body) @symbol.class)
((interface_declaration name: (_) @name body: (_) @body) @symbol.interface)
((trait_declaration name: (_) @name body: (_) @body) @symbol.trait)
((enum_declaration name: (_) @name body: (_) @body) @symbol.enum)

; Functions and methods; an abstract one has no body.
((function_definition name: (_) @name body: (_) @body) @symbol.function)
((method_declaration name: (_) @name body: (_)? @body) @symbol.method)
((expression_statement (assignment_expression left: (variable_name (name) @name) right: [
  (anonymous_function body: (_) @body) (arrow_function body: (_) @body)])) @symbol.function)

; Constants.
((const_declaration . (const_element (name) @name (_) @body) .) @symbol.constant)
((const_declaration (const_element (name) @name (_) @body) @symbol.constant))
((const_declaration . (visibility_modifier) (const_element (name) @name (_) @body) .) @symbol.constant)

(comment) @comment
