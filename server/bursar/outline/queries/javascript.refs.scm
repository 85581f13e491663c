; Only what stands at the top of a module or of a namespace: what is inside functions is local.
(program (function_declaration name: (identifier) @name body: (_) @body) @d.function)
(ERROR (function_declaration name: (identifier) @name body: (_) @body) @d.function)
(export_statement (function_declaration name: (identifier) @name body: (_) @body) @d.function) @outer
(program (generator_function_declaration name: (identifier) @name body: (_) @body) @d.function)
(ERROR (generator_function_declaration name: (identifier) @name body: (_) @body) @d.function)
(export_statement (generator_function_declaration name: (identifier) @name body: (_) @body) @d.function) @outer
(program (class_declaration name: (_) @name body: (_) @body) @d.class)
(ERROR (class_declaration name: (_) @name body: (_) @body) @d.class)
(export_statement (class_declaration name: (_) @name body: (_) @body) @d.class) @outer

(class_body (method_definition name: (_) @name body: (_) @body) @d.method)

; Values; one that is a function is a function.
(program (lexical_declaration (variable_declarator name: (identifier) @name)) @d.constant)
(ERROR (lexical_declaration (variable_declarator name: (identifier) @name)) @d.constant)
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name)) @d.constant) @outer
(program (lexical_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function)
(ERROR (lexical_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function)
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function) @outer
(program (lexical_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function)
(ERROR (lexical_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function)
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function) @outer
(program (lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class)
(ERROR (lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class)
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class) @outer
(program (lexical_declaration (variable_declarator value: (object (method_definition name: (_) @name body: (_) @body) @d.method))))
(export_statement (lexical_declaration (variable_declarator value: (object (method_definition name: (_) @name body: (_) @body) @d.method))))
(program (variable_declaration (variable_declarator name: (identifier) @name)) @d.constant)
(ERROR (variable_declaration (variable_declarator name: (identifier) @name)) @d.constant)
(export_statement (variable_declaration (variable_declarator name: (identifier) @name)) @d.constant) @outer
(program (variable_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function)
(ERROR (variable_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function)
(export_statement (variable_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function) @outer
(program (variable_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function)
(ERROR (variable_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function)
(export_statement (variable_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function) @outer
(program (variable_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class)
(ERROR (variable_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class)
(export_statement (variable_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class) @outer
(program (variable_declaration (variable_declarator value: (object (method_definition name: (_) @name body: (_) @body) @d.method))))
(export_statement (variable_declaration (variable_declarator value: (object (method_definition name: (_) @name body: (_) @body) @d.method))))
