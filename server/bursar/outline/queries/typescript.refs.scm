; Only what stands at the top of a module or of a namespace: what is inside functions is local.
(program (function_declaration name: (identifier) @name body: (_) @body) @d.function)
(ERROR (function_declaration name: (identifier) @name body: (_) @body) @d.function)
(export_statement (function_declaration name: (identifier) @name body: (_) @body) @d.function) @outer
(internal_module body: (statement_block (function_declaration name: (identifier) @name body: (_) @body) @d.function))
(program (generator_function_declaration name: (identifier) @name body: (_) @body) @d.function)
(ERROR (generator_function_declaration name: (identifier) @name body: (_) @body) @d.function)
(export_statement (generator_function_declaration name: (identifier) @name body: (_) @body) @d.function) @outer
(internal_module body: (statement_block (generator_function_declaration name: (identifier) @name body: (_) @body) @d.function))
(program (class_declaration name: (_) @name body: (_) @body) @d.class)
(ERROR (class_declaration name: (_) @name body: (_) @body) @d.class)
(export_statement (class_declaration name: (_) @name body: (_) @body) @d.class) @outer
(internal_module body: (statement_block (class_declaration name: (_) @name body: (_) @body) @d.class))
(program (function_signature name: (identifier) @name) @d.function)
(ERROR (function_signature name: (identifier) @name) @d.function)
(export_statement (function_signature name: (identifier) @name) @d.function) @outer
(internal_module body: (statement_block (function_signature name: (identifier) @name) @d.function))
(program (abstract_class_declaration name: (_) @name body: (_) @body) @d.class)
(ERROR (abstract_class_declaration name: (_) @name body: (_) @body) @d.class)
(export_statement (abstract_class_declaration name: (_) @name body: (_) @body) @d.class) @outer
(internal_module body: (statement_block (abstract_class_declaration name: (_) @name body: (_) @body) @d.class))
(program (interface_declaration name: (_) @name body: (_) @body) @d.interface)
(ERROR (interface_declaration name: (_) @name body: (_) @body) @d.interface)
(export_statement (interface_declaration name: (_) @name body: (_) @body) @d.interface) @outer
(internal_module body: (statement_block (interface_declaration name: (_) @name body: (_) @body) @d.interface))
(program (enum_declaration name: (_) @name body: (_) @body) @d.enum)
(ERROR (enum_declaration name: (_) @name body: (_) @body) @d.enum)
(export_statement (enum_declaration name: (_) @name body: (_) @body) @d.enum) @outer
(internal_module body: (statement_block (enum_declaration name: (_) @name body: (_) @body) @d.enum))
(program (type_alias_declaration name: (_) @name value: (_) @body) @d.type)
(ERROR (type_alias_declaration name: (_) @name value: (_) @body) @d.type)
(export_statement (type_alias_declaration name: (_) @name value: (_) @body) @d.type) @outer
(internal_module body: (statement_block (type_alias_declaration name: (_) @name value: (_) @body) @d.type))
(program (expression_statement (internal_module name: (_) @name body: (_) @body) @d.module))
(program (internal_module name: (_) @name body: (_) @body) @d.module)
(ERROR (internal_module name: (_) @name body: (_) @body) @d.module)
(export_statement (internal_module name: (_) @name body: (_) @body) @d.module) @outer
(internal_module body: (statement_block (internal_module name: (_) @name body: (_) @body) @d.module))
(ambient_declaration (function_signature name: (identifier) @name) @d.function)
(ambient_declaration (class_declaration name: (_) @name body: (_) @body) @d.class)
(ambient_declaration (_ (variable_declarator name: (identifier) @name)) @d.constant)

(class_body (method_definition name: (_) @name body: (_) @body) @d.method)
(class_body (abstract_method_signature name: (_) @name) @d.method)

; Values; one that is a function is a function.
(program (lexical_declaration (variable_declarator name: (identifier) @name)) @d.constant)
(ERROR (lexical_declaration (variable_declarator name: (identifier) @name)) @d.constant)
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name)) @d.constant) @outer
(internal_module body: (statement_block (lexical_declaration (variable_declarator name: (identifier) @name)) @d.constant))
(program (lexical_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function)
(ERROR (lexical_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function)
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function) @outer
(internal_module body: (statement_block (lexical_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function))
(program (lexical_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function)
(ERROR (lexical_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function)
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function) @outer
(internal_module body: (statement_block (lexical_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function))
(program (lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class)
(ERROR (lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class)
(export_statement (lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class) @outer
(internal_module body: (statement_block (lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class))
(program (lexical_declaration (variable_declarator value: (object (method_definition name: (_) @name body: (_) @body) @d.method))))
(export_statement (lexical_declaration (variable_declarator value: (object (method_definition name: (_) @name body: (_) @body) @d.method))))
(program (variable_declaration (variable_declarator name: (identifier) @name)) @d.constant)
(ERROR (variable_declaration (variable_declarator name: (identifier) @name)) @d.constant)
(export_statement (variable_declaration (variable_declarator name: (identifier) @name)) @d.constant) @outer
(internal_module body: (statement_block (variable_declaration (variable_declarator name: (identifier) @name)) @d.constant))
(program (variable_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function)
(ERROR (variable_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function)
(export_statement (variable_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function) @outer
(internal_module body: (statement_block (variable_declaration (variable_declarator name: (identifier) @name value: (arrow_function body: (_) @body))) @d.function))
(program (variable_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function)
(ERROR (variable_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function)
(export_statement (variable_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function) @outer
(internal_module body: (statement_block (variable_declaration (variable_declarator name: (identifier) @name value: (function_expression body: (_) @body))) @d.function))
(program (variable_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class)
(ERROR (variable_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class)
(export_statement (variable_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class) @outer
(internal_module body: (statement_block (variable_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @d.class))
(program (variable_declaration (variable_declarator value: (object (method_definition name: (_) @name body: (_) @body) @d.method))))
(export_statement (variable_declaration (variable_declarator value: (object (method_definition name: (_) @name body: (_) @body) @d.method))))
