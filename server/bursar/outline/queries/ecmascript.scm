; What JavaScript and TypeScript have in common.

; Long strings that are given to a name.
((variable_declarator name: (identifier) @name value: [(template_string) (string)] @prompt) @symbol.prompt)
((variable_declarator name: (identifier) @name value: (call_expression arguments: (template_string) @prompt)) @symbol.prompt)
((pair key: [(property_identifier) @name (string (string_fragment) @name)] value: [(template_string) (string)] @prompt) @symbol.prompt)
((assignment_expression left: [(identifier) @name (member_expression property: (_) @name)] right: (template_string) @prompt) @symbol.prompt)
((template_string) @prompt @symbol.prompt)

; Functions and classes.
([(function_declaration name: (_) @name body: (_) @body) (generator_function_declaration name: (_) @name body: (_) @body)] @symbol.function)
((class_declaration name: (_) @name body: (_) @body) @symbol.class)
((method_definition name: (_) @name body: (_) @body) @symbol.method)

; Functions and classes that are given to a name.
((variable_declarator name: (identifier) @name value: [
  (arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @symbol.function)
((variable_declarator name: (identifier) @name value: (class body: (_) @body)) @symbol.class)
((pair key: [(property_identifier) @name (string (string_fragment) @name)] value: [
  (arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @symbol.method)
((expression_statement (assignment_expression
  left: [(identifier) @name (member_expression property: (_) @name)]
  right: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @symbol.function)
((expression_statement (assignment_expression
  left: [(identifier) @name (member_expression property: (_) @name)] right: (class body: (_) @body))) @symbol.class)

; Tests: a name and a function.
((expression_statement (call_expression function: (_) arguments: (arguments . (string (string_fragment) @name) . [
  (arrow_function body: (statement_block) @body) (function_expression body: (_) @body)]))) @symbol.function)

; Constants of the module.
((program [(lexical_declaration "const" (variable_declarator name: (identifier) @name value: (_) @body) @symbol.constant)
  (export_statement (lexical_declaration (variable_declarator name: (identifier) @name value: (_)? @body) @symbol.constant))]))
((program (expression_statement (assignment_expression
  left: (member_expression property: (_) @name) right: (object) @body)) @symbol.constant))

; `const`, `export` and `export default` belong to what they declare.
((lexical_declaration . (variable_declarator name: (identifier) @name value: [
  (arrow_function) (function_expression) (generator_function) (class) (template_string)]) .) @start @span)
((variable_declaration . (variable_declarator name: (identifier) @name value: [
  (arrow_function) (function_expression) (generator_function) (class) (template_string)]) .) @start @span)
((program (lexical_declaration "const" . (variable_declarator name: (identifier) @name) .) @start @span))
((export_statement "export" @start declaration: (_ name: (_) @name)) @span)
((export_statement "export" @start declaration: (lexical_declaration . (variable_declarator name: (identifier) @name) .)) @span)
((export_statement "export" "default" @name value: [
  (arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)]) @symbol.function)
((export_statement "export" "default" @name value: (class body: (_) @body)) @symbol.class)
((export_statement "export" "default" @name value: (object) @body) @symbol.constant)

(comment) @comment
