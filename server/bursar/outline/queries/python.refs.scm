(function_definition name: (identifier) @name body: (block) @body) @d.function
(class_definition name: (identifier) @name body: (block) @body @inside) @d.class
(decorated_definition definition: (_ name: (identifier) @name)) @outer
(function_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc .)))
(class_definition name: (identifier) @name body: (block . (expression_statement . (string) @doc .)))

; Values of modules and classes; in a module also under a condition or a `try`.
(module (expression_statement (assignment left: (identifier) @name)) @d.constant)
(class_definition body: (block (expression_statement (assignment left: (identifier) @name)) @d.constant))
(module (if_statement consequence: (block (expression_statement (assignment left: (identifier) @name)) @d.constant)))
(module (if_statement alternative: (else_clause body: (block (expression_statement (assignment left: (identifier) @name)) @d.constant))))
(module (try_statement (block (expression_statement (assignment left: (identifier) @name)) @d.constant)))
(module (try_statement (except_clause (block (expression_statement (assignment left: (identifier) @name)) @d.constant))))
(type_alias_statement left: (type (identifier) @name)) @d.type

; Where else definitions stand: not in functions.
(if_statement consequence: (block) @inside)
(elif_clause consequence: (block) @inside)
(else_clause body: (block) @inside)
(try_statement body: (block) @inside)
(except_clause (block) @inside)
(finally_clause (block) @inside)
(with_statement body: (block) @inside)
(for_statement body: (block) @inside)
(while_statement body: (block) @inside)
(match_statement body: (block (case_clause consequence: (block) @inside)))
(ERROR) @inside
(class_definition (ERROR) @inside)
