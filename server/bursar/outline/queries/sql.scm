; What is created.
((create_table (object_reference) @name (column_definitions)? @body) @symbol.struct)
((create_table (object_reference) @name (create_query) @body) @symbol.struct)
((create_view (object_reference) @name (create_query) @body) @symbol.struct)
((create_materialized_view (object_reference) @name (create_query) @body) @symbol.struct)
((create_type (object_reference) @name) @symbol.type)
((create_schema (identifier) @name) @symbol.module)
((create_function (object_reference) @name (function_body) @body) @symbol.function)
((create_procedure (object_reference) @name (procedure_body) @body) @symbol.function)
((create_trigger (object_reference) @name) @symbol.function)
((create_index (keyword_index) . column: (identifier) @name) @symbol.constant)

; Named parts of a query.
((cte . (identifier) @name @signature (statement) @body) @symbol.block)

[(comment) (marginalia)] @comment
