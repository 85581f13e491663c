(local_declaration_statement (variable_declaration (variable_declarator name: (identifier) @local)))
(foreach_statement left: (identifier) @local)
(identifier) @name
; Members, names of arguments, labels, and what names a member by a value.
(member_access_expression name: (identifier) @kept)
(member_binding_expression name: (identifier) @kept)
(qualified_name (identifier) @kept)
(argument name: (identifier) @kept)
(initializer_expression (assignment_expression left: (identifier) @kept))
(anonymous_object_creation_expression (identifier) @kept)
(tuple_expression (argument (identifier) @kept))
(labeled_statement (identifier) @kept)
(goto_statement (identifier) @kept)
