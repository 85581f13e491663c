; Beside what C has.
((init_declarator declarator: [(identifier) @name (pointer_declarator declarator: (identifier) @name)]
  value: (raw_string_literal) @prompt) @symbol.prompt)
((raw_string_literal) @prompt @symbol.prompt)

; Methods: the name is behind the signs of what they return.
((function_definition declarator: [
  (function_declarator declarator: [(field_identifier) (qualified_identifier) (destructor_name) (operator_name)] @name)
  (pointer_declarator declarator: (function_declarator declarator: [(field_identifier) (qualified_identifier) (operator_name)] @name))
  (reference_declarator (function_declarator declarator: [(field_identifier) (qualified_identifier) (operator_name)] @name))
  (operator_cast "operator" @name type: (_) @name)
  (qualified_identifier name: (operator_cast "operator" @name type: (_) @name))] body: (_) @body) @symbol.method)
((function_definition declarator: (function_declarator declarator: (_) @name) [
  (default_method_clause) (delete_method_clause)]) @symbol.method @signature)
((function_definition declarator: (reference_declarator (function_declarator declarator: (identifier) @name)) body: (_) @body) @symbol.function)

; Declarations of methods and functions.
((field_declaration declarator: [
  (function_declarator declarator: [(field_identifier) (operator_name)] @name)
  (pointer_declarator declarator: (function_declarator declarator: [(field_identifier) (operator_name)] @name))
  (reference_declarator (function_declarator declarator: [(field_identifier) (operator_name)] @name))]) @symbol.method @signature)
((declaration declarator: [
  (function_declarator declarator: [(destructor_name) (operator_name)] @name)
  (operator_cast "operator" @name type: (_) @name)]) @symbol.method @signature)
((declaration declarator: (reference_declarator (function_declarator declarator: (identifier) @name))) @symbol.function @signature)

; Types.
((class_specifier name: (_) @name body: (_) @body) @symbol.class)
((alias_declaration name: (_) @name type: (_) @body) @symbol.type)
((concept_definition name: (_) @name) @symbol.type)
((namespace_definition name: (_) @name body: (_) @body) @symbol.module)
((namespace_definition "namespace" @name !name body: (_) @body) @symbol.module)
((type_definition type: (template_type) declarator: (type_identifier) @name) @symbol.type @signature)
((type_definition type: (qualified_identifier) declarator: (type_identifier) @name) @symbol.type @signature)

; Constants of a namespace.
((namespace_definition body: (declaration_list (declaration declarator: (init_declarator declarator: [
    (identifier) @name
    (pointer_declarator declarator: (identifier) @name)
    (array_declarator declarator: (identifier) @name)]
  value: (_) @body)) @symbol.constant)))

; What a template is of stands behind its parameters.
((template_declaration "template" @attribute parameters: (_) @attribute))
