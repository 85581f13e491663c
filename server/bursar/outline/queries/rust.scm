; Long strings that are given to a name.
([(const_item name: (_) @name value: [(string_literal) (raw_string_literal)] @prompt)
  (static_item name: (_) @name value: [(string_literal) (raw_string_literal)] @prompt)
  (let_declaration pattern: (identifier) @name value: [(string_literal) (raw_string_literal)] @prompt)
  (field_initializer field: (_) @name value: [(string_literal) (raw_string_literal)] @prompt)] @symbol.prompt)
([(string_literal) (raw_string_literal)] @prompt @symbol.prompt)

; Functions; one in a trait or an implementation is a method by where it stands.
((function_item name: (_) @name body: (_) @body) @symbol.function)
((function_signature_item name: (_) @name) @symbol.function @signature)
((macro_definition name: (_) @name ["{" "("] @body ["}" ")"] @body) @symbol.function)

; Types and what implements them, which has the name of the type.
((struct_item name: (_) @name body: (_)? @body) @symbol.struct)
((union_item name: (_) @name body: (_) @body) @symbol.struct)
((enum_item name: (_) @name body: (_) @body) @symbol.enum)
((trait_item name: (_) @name body: (_) @body) @symbol.trait)
((type_item name: (_) @name type: (_) @body) @symbol.type)
((impl_item type: (_) @name body: (_) @body) @symbol.class (#set! trim "<(?s:.*)>$|^&(?:'\\w+\\s+)?(?:mut\\s+)?"))
((mod_item name: (_) @name body: (_) @body) @symbol.module)

; Constants; those of functions are left out.
([(source_file [(const_item name: (_) @name value: (_)? @body) (static_item name: (_) @name value: (_)? @body)] @symbol.constant)
  (declaration_list [(const_item name: (_) @name value: (_)? @body) (static_item name: (_) @name value: (_)? @body)] @symbol.constant)])

[(line_comment) (block_comment)] @comment
(attribute_item) @attribute
