// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds libomp. Its functions are given to compiled code by address and stay
// unknown to the rest of the process, which may have another OpenMP.

#include "relu/Execution/OpenMPRuntime.h"

#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include <dlfcn.h>

using namespace mlir;
using namespace relu;

char MissingRuntimeError::ID = 0;

bool relu::usesOpenMP(ModuleOp module) {
  return module.walk([](omp::ParallelOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

/// What a parallel region of the kind that relu makes calls.
static const char *const kFunctions[] = {
    "__kmpc_fork_call", "__kmpc_global_thread_num", "__kmpc_push_num_threads",
    "omp_get_thread_num", "omp_get_num_threads"};

llvm::Expected<llvm::StringMap<void *>> relu::loadOpenMPRuntime() {
  std::vector<const char *> names;
  if (const char *chosen = std::getenv("RELU_OPENMP_RUNTIME"))
    names = {chosen};
  else
    names = {"libomp.so.5",
#ifdef RELU_OPENMP_RUNTIME
             RELU_OPENMP_RUNTIME,
#endif
             "libiomp5.so"};
  std::string problem;
  for (const char *name : names) {
    // Never closed: its threads outlive any network.
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    llvm::StringMap<void *> functions;
    for (const char *function : kFunctions)
      if (void *address = library ? dlsym(library, function) : nullptr)
        functions[function] = address;
    if (functions.size() == std::size(kFunctions))
      return functions;
    // Said of the first one, which is what is recommended.
    const char *reason = dlerror();
    if (problem.empty())
      problem = reason ? reason : name;
  }
  return llvm::make_error<MissingRuntimeError>(
      "threads: expected LLVM's OpenMP run-time library (libomp.so.5; on "
      "Debian the package libomp5), which code for several threads needs, got "
      "'" +
      problem + "'");
}
