// The target is written to the module, where later passes read it.

// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v3 --split-input-file | FileCheck %s --check-prefix=NAMED
// RUN: relu-opt %s --relu-attach-target --split-input-file | FileCheck %s --check-prefix=HOST
// RUN: relu-opt %s --relu-attach-target=cpu=host --split-input-file | FileCheck %s --check-prefix=FORCED
// RUN: not relu-opt %s --relu-attach-target=cpu=pentium99 --split-input-file 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// NAMED: module @without_target attributes {llvm.target = #llvm.target<triple = "{{.+}}", chip = "x86-64-v3">}
// The host has a list of features, and no name that LLVM might misjudge.
// HOST: module @without_target attributes {llvm.target = #llvm.target<triple = "{{.+}}", chip = "", features = <["+{{.+}}"]>>{{(, relu.cache_bytes = [0-9]+ : i64)?}}}
// FORCED: module @without_target attributes {llvm.target = #llvm.target<triple = "{{.+}}", chip = "", features = <["+{{.+}}"]>>{{(, relu.cache_bytes = [0-9]+ : i64)?}}}
// UNKNOWN: error: expected the name of a CPU of {{.+}} such as 'host' or 'x86-64-v3', got 'pentium99'
module @without_target {
}

// -----

// A target that is there stays, unless another one is named.
// NAMED: module @with_target attributes {llvm.target = #llvm.target<triple = "{{.+}}", chip = "x86-64-v3">}
// HOST: module @with_target attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "x86-64-v4">}
// FORCED: module @with_target attributes {llvm.target = #llvm.target<triple = "{{.+}}", chip = "", features = <["+{{.+}}"]>>{{(, relu.cache_bytes = [0-9]+ : i64)?}}}
module @with_target attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "x86-64-v4">} {
}

// -----

// Threads are an attribute beside it, that only a count of its own changes; one
// thread needs none.
// RUN: relu-opt %s --relu-attach-target=threads=2 --split-input-file | FileCheck %s --check-prefix=TWO
// RUN: relu-opt %s --relu-attach-target="threads=1 cpu=x86-64-v3" --split-input-file | FileCheck %s --check-prefix=ONE
// RUN: not relu-opt %s --relu-attach-target=threads=1025 --split-input-file 2>&1 | FileCheck %s --check-prefix=MANY
// RUN: not relu-opt %s --relu-attach-target=threads=-1 --split-input-file 2>&1 | FileCheck %s --check-prefix=FEW
// TWO: module @without_target attributes {llvm.target = {{.*}}, relu.threads = 2 : i64}
// TWO: module @with_threads attributes {llvm.target = {{.*}}, relu.threads = 2 : i64}
// NAMED: module @with_threads attributes {llvm.target = {{.*}}chip = "x86-64-v3">, relu.threads = 4 : i64}
// HOST: module @with_threads attributes {llvm.target = {{.*}}, relu.threads = 4 : i64}
// FORCED: module @with_threads
// ONE: module @with_threads attributes {llvm.target = {{.*}}chip = "x86-64-v3">} {
// MANY: error: expected 1 to 1024, got 1025
// FEW: error: expected 1 to 1024, got -1
module @with_threads attributes {relu.threads = 4 : i64} {
}

// -----

// So is the second-level cache of a core, where it is not the usual one of 2 MiB.
// RUN: relu-opt %s --relu-attach-target=cache-bytes=524288 --split-input-file | FileCheck %s --check-prefix=SMALL
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v3 cache-bytes=2097152" --split-input-file | FileCheck %s --check-prefix=USUAL
// RUN: not relu-opt %s --relu-attach-target=cache-bytes=65535 --split-input-file 2>&1 | FileCheck %s --check-prefix=TINY
// RUN: not relu-opt %s --relu-attach-target=cache-bytes=-1 --split-input-file 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// SMALL: module @without_target attributes {llvm.target = {{.*}}, relu.cache_bytes = 524288 : i64}
// SMALL: module @with_target attributes {llvm.target = {{.*}}chip = "x86-64-v4">, relu.cache_bytes = 524288 : i64}
// SMALL: module @with_cache attributes {llvm.target = {{.*}}, relu.cache_bytes = 524288 : i64}
// NAMED: module @with_cache attributes {llvm.target = {{.*}}chip = "x86-64-v3">, relu.cache_bytes = 4194304 : i64}
// HOST: module @with_cache attributes {llvm.target = {{.*}}, relu.cache_bytes = 4194304 : i64}
// USUAL: module @with_cache attributes {llvm.target = {{.*}}chip = "x86-64-v3">} {
// TINY: error: expected 65536 to 1073741824, got 65535
// NEGATIVE: error: expected 65536 to 1073741824, got -1
module @with_cache attributes {relu.cache_bytes = 4194304 : i64} {
}
