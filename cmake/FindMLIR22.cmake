# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Finds MLIR 22.1. Another version is refused: MLIR's C++ API changes with
# every release.

find_package(MLIR 22.1 CONFIG HINTS /usr/lib/llvm-22/lib/cmake/mlir)
if(NOT MLIR_FOUND)
  set(considered "")
  foreach(config version IN ZIP_LISTS MLIR_CONSIDERED_CONFIGS MLIR_CONSIDERED_VERSIONS)
    string(APPEND considered "\n  found ${version} at ${config}")
  endforeach()
  message(FATAL_ERROR
    "relu needs LLVM and MLIR 22.1, which were not found.${considered}\n"
    "On Debian or Ubuntu: ./setup.sh build installs them "
    "(packages llvm-22-dev, libmlir-22-dev, mlir-22-tools, llvm-22-tools).\n"
    "Elsewhere: cmake -DMLIR_DIR=<prefix>/lib/cmake/mlir, where <prefix> holds "
    "an LLVM 22.1 built with the shared libraries libLLVM and libMLIR.")
endif()
message(STATUS "MLIR ${MLIR_VERSION} in ${MLIR_DIR}")
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})

foreach(library MLIR LLVM)
  if(NOT TARGET ${library})
    message(FATAL_ERROR
      "the MLIR in ${MLIR_DIR} has no shared lib${library}; relu links libMLIR and "
      "libLLVM as shared libraries (build LLVM with LLVM_BUILD_LLVM_DYLIB=ON and "
      "MLIR_BUILD_MLIR_DYLIB=ON)")
  endif()
endforeach()
