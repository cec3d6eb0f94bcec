// Passes that read the target say so when it makes no sense.

// RUN: relu-opt %s --relu-schedule-dense --verify-diagnostics --split-input-file
// RUN: relu-opt %s --relu-vectorize-elementwise --verify-diagnostics --split-input-file

// expected-error@+1 {{expected 'llvm.target' to be an #llvm.target attribute}}
module attributes {llvm.target = "x86-64-v4"} {
}

// -----

// expected-error@+1 {{expected the name of a CPU of x86_64-unknown-linux-gnu as chip of 'llvm.target', got 'pentium99'}}
module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "pentium99">} {
}

// -----

// expected-error@+1 {{expected 'relu.threads' to be an i64 from 1 to 1024, got 0 : i64}}
module attributes {relu.threads = 0 : i64} {
}

// -----

// expected-error@+1 {{expected 'relu.threads' to be an i64 from 1 to 1024, got "two"}}
module attributes {relu.threads = "two"} {
}

// -----

// expected-error@+1 {{expected 'relu.cache_bytes' to be an i64 from 65536 to 1073741824, got 65535 : i64}}
module attributes {relu.cache_bytes = 65535 : i64} {
}

// -----

// expected-error@+1 {{expected 'relu.cache_bytes' to be an i64 from 65536 to 1073741824, got 1048576 : i32}}
module attributes {relu.cache_bytes = 1048576 : i32} {
}

// -----

// expected-error@+1 {{No available targets are compatible with triple "nowhere"}}
module attributes {llvm.target = #llvm.target<triple = "nowhere", chip = "">} {
}
