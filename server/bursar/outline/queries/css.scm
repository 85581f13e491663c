((rule_set (selectors) @name (block) @body) @symbol.block)

; At-rules, by how they begin.
((media_statement "@media" @name (_) @name . (block) @body) @symbol.block)
((supports_statement "@supports" @name (_) @name . (block) @body) @symbol.block)
((keyframes_statement (keyframes_name) @name (keyframe_block_list) @body) @symbol.block)
((at_rule (at_keyword) @name [(keyword_query) (feature_query) (binary_query) (parenthesized_query)]? @name (block) @body) @symbol.block)

(comment) @comment
