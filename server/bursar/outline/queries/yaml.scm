((block_mapping_pair key: (flow_node (_) @name) ":" @signature value: (_)? @body) @symbol.key
  (#set! prompt "block_scalar double_quote_scalar single_quote_scalar") (#set! trim "^[\"']|[\"']$"))
((flow_pair key: (flow_node (_) @name) ":" @signature value: (_)? @body) @symbol.key (#set! trim "^[\"']|[\"']$"))

; Mappings in lists.
((block_sequence_item (block_node (block_mapping) @item) @body) @symbol.key)

; Documents of a kind.
((document (block_node (block_mapping (block_mapping_pair key: (flow_node (_) @_key) value: (flow_node (_) @name))) @symbol.section))
  (#eq? @_key "kind") (#set! trim "^[\"']|[\"']$"))

(comment) @comment
