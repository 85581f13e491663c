; Headings begin sections; a level makes a symbol reach to the next one of the same or a higher level.
; The closing hashes of `## Title ##` are no part of its name.
((atx_heading (atx_h1_marker) heading_content: (inline)? @name) @symbol.section @signature (#set! level 1) (#set! trim "(?:^|[ \\t]+)#+[ \\t]*$"))
((atx_heading (atx_h2_marker) heading_content: (inline)? @name) @symbol.section @signature (#set! level 2) (#set! trim "(?:^|[ \\t]+)#+[ \\t]*$"))
((atx_heading (atx_h3_marker) heading_content: (inline)? @name) @symbol.section @signature (#set! level 3) (#set! trim "(?:^|[ \\t]+)#+[ \\t]*$"))
((atx_heading (atx_h4_marker) heading_content: (inline)? @name) @symbol.section @signature (#set! level 4) (#set! trim "(?:^|[ \\t]+)#+[ \\t]*$"))
((atx_heading (atx_h5_marker) heading_content: (inline)? @name) @symbol.section @signature (#set! level 5) (#set! trim "(?:^|[ \\t]+)#+[ \\t]*$"))
((atx_heading (atx_h6_marker) heading_content: (inline)? @name) @symbol.section @signature (#set! level 6) (#set! trim "(?:^|[ \\t]+)#+[ \\t]*$"))
((setext_heading heading_content: (paragraph (inline) @name) (setext_h1_underline)) @symbol.section @signature (#set! level 1))
((setext_heading heading_content: (paragraph (inline) @name) (setext_h2_underline)) @symbol.section @signature (#set! level 2))

; Headings in quotations and list items end no section of the document and begin none.
(block_quote [(section) (setext_heading)] @opaque)
(list_item [(section) (setext_heading)] @opaque)
