# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The rules that every library and tool of relu shares.

# Every tablegen target is added to this one, and every library depends on it,
# so that no library is compiled before the headers that it includes exist.
add_custom_target(relu-headers)

set(RELU_WARNINGS -Wall -Wextra -Wno-unused-parameter -Wno-comment
  -Wno-maybe-uninitialized) # false alarms in LLVM headers
if(RELU_WERROR)
  list(APPEND RELU_WARNINGS -Werror)
endif()

set(RELU_SANITIZE_FLAGS "")
if(RELU_SANITIZE)
  set(RELU_SANITIZE_FLAGS -fsanitize=address,undefined
    -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
endif()

function(relu_compile_flags target)
  target_compile_options(${target} PRIVATE ${RELU_WARNINGS} ${RELU_SANITIZE_FLAGS})
  target_link_options(${target} PRIVATE ${RELU_SANITIZE_FLAGS})
endfunction()

# relu_add_library(IR SOURCES a.cpp … PUBLIC Relu::X … PRIVATE …)
#
# Makes the static library ReluIR, alias Relu::IR, from lib/IR.
function(relu_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(Relu${name} STATIC ${ARG_SOURCES})
  add_library(Relu::${name} ALIAS Relu${name})
  set_target_properties(Relu${name} PROPERTIES EXPORT_NAME ${name})
  add_dependencies(Relu${name} relu-headers)
  relu_compile_flags(Relu${name})
  target_compile_features(Relu${name} PUBLIC cxx_std_17)
  target_include_directories(Relu${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_include_directories(Relu${name} SYSTEM PUBLIC ${MLIR_INCLUDE_DIRS})
  target_link_libraries(Relu${name} PUBLIC ${ARG_PUBLIC} MLIR LLVM PRIVATE ${ARG_PRIVATE})
endfunction()

# relu_add_tool(relu-opt SOURCES main.cpp LIBRARIES Relu::X …)
function(relu_add_tool name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  add_dependencies(${name} relu-headers)
  relu_compile_flags(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} MLIR LLVM)
  install(TARGETS ${name})
endfunction()

# relu_add_passes(Transforms): declarations and documentation of Passes.td.
function(relu_add_passes name)
  set(LLVM_TARGET_DEFINITIONS Passes.td)
  mlir_tablegen(Passes.h.inc -gen-pass-decls -name=Relu${name})
  add_public_tablegen_target(Relu${name}PassIncGen)
  add_dependencies(relu-headers Relu${name}PassIncGen)
endfunction()
