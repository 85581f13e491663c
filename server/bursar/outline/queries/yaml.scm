; Long strings that are given to a key.
((block_mapping_pair key: (flow_node (_) @name) ":" @signature value: [
  (block_node (block_scalar) @prompt) (flow_node [(double_quote_scalar) (single_quote_scalar)] @prompt)]) @symbol.prompt
  (#set! trim "^[\"']|[\"']$"))

((block_mapping_pair key: (flow_node (_) @name) ":" @signature value: (_)? @body) @symbol.key (#set! trim "^[\"']|[\"']$"))
((flow_pair key: (flow_node (_) @name) ":" @signature value: (_)? @body) @symbol.key (#set! trim "^[\"']|[\"']$"))

; Mappings in lists, by what tells them apart; the first pattern that fits holds.
((block_sequence_item (block_node (block_mapping (block_mapping_pair key: (flow_node (_) @_key) value: (flow_node (_) @name)))) @body) @symbol.key
  (#eq? @_key "name") (#set! trim "^[\"']|[\"']$"))
((block_sequence_item (block_node (block_mapping (block_mapping_pair key: (flow_node (_) @_key) value: (flow_node (_) @name)))) @body) @symbol.key
  (#eq? @_key "id") (#set! trim "^[\"']|[\"']$"))
((block_sequence_item (block_node (block_mapping (block_mapping_pair key: (flow_node (_) @_key) value: (flow_node (_) @name)))) @body) @symbol.key
  (#any-of? @_key "title" "key" "label" "role" "type") (#set! trim "^[\"']|[\"']$"))
((block_sequence_item (block_node (block_mapping . (block_mapping_pair value: (flow_node (_) @name)))) @body) @symbol.key
  (#set! trim "^[\"']|[\"']$"))

; Documents of a kind.
((document (block_node (block_mapping (block_mapping_pair key: (flow_node (_) @_key) value: (flow_node (_) @name))) @symbol.section))
  (#eq? @_key "kind") (#set! trim "^[\"']|[\"']$"))

(comment) @comment
