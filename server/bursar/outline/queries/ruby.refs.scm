(class name: [(constant) @name (scope_resolution name: (constant) @name)]) @d.class
(module name: [(constant) @name (scope_resolution name: (constant) @name)]) @d.module
(method name: (_) @name) @d.function
(method name: (_) @name body: (_) @body)
(singleton_method name: (_) @name) @d.function
(singleton_method name: (_) @name body: (_) @body)
(assignment left: (constant) @name) @d.constant
