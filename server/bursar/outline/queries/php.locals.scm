(assignment_expression left: (variable_name (name) @local))
(foreach_statement (variable_name (name) @local))
(foreach_statement (pair (variable_name (name) @local)))
(variable_name (name) @name)
; Variables of a class or of the whole program.
(scoped_property_access_expression name: (variable_name (name) @kept))
(global_declaration (variable_name (name) @kept))
