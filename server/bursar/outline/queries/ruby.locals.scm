(assignment left: (identifier) @local)
(assignment left: (left_assignment_list (identifier) @local))
(for pattern: (identifier) @local)
(identifier) @name
; Methods of something, and of this object where they are given arguments.
(call method: (identifier) @kept)
(method name: (identifier) @kept)
(method_parameters (_ (identifier) @kept))
(block_parameters (_ (identifier) @kept))
