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
# Makes the static library ReluIR, alias Relu::IR, from lib/IR, and installs it.
function(relu_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(Relu${name} STATIC ${ARG_SOURCES})
  add_library(Relu::${name} ALIAS Relu${name})
  set_target_properties(Relu${name} PROPERTIES EXPORT_NAME ${name})
  add_dependencies(Relu${name} relu-headers)
  relu_compile_flags(Relu${name})
  # A program needs the sanitizers' run-time library when an archive of it does.
  target_compile_options(Relu${name} INTERFACE ${RELU_SANITIZE_FLAGS})
  target_link_options(Relu${name} INTERFACE ${RELU_SANITIZE_FLAGS})
  target_compile_features(Relu${name} PUBLIC cxx_std_17)
  target_include_directories(Relu${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_include_directories(Relu${name} SYSTEM PUBLIC
    $<BUILD_INTERFACE:${MLIR_INCLUDE_DIRS}>)
  target_link_libraries(Relu${name} PUBLIC ${ARG_PUBLIC} MLIR LLVM PRIVATE ${ARG_PRIVATE})
  install(TARGETS Relu${name} EXPORT ReluTargets)
endfunction()

# relu_find_dependency(ONNX CONFIG)
#
# For a library that only some builds have: the package of relu finds what it
# needs, with these arguments of find_package, before it names the library.
function(relu_find_dependency)
  list(JOIN ARGN " " arguments)
  set_property(GLOBAL APPEND PROPERTY RELU_OPTIONAL_DEPENDENCIES
    "find_dependency(${arguments})")
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

# relu_export_only(ReluPlugin function …)
#
# Hides all names of a shared object that embeds relu but the given C functions.
# What has to stay visible beside them are the identities of MLIR's traits and of
# LLVM's types of anything: variables without a home, which the loader merges
# with those of libMLIR. -fvisibility=hidden would hide them too (Rationale.md).
function(relu_export_only target)
  list(JOIN ARGN "; " functions)
  set(script ${CMAKE_CURRENT_BINARY_DIR}/${target}.map)
  file(CONFIGURE OUTPUT ${script} CONTENT "{
  global:
    @functions@;
    _ZZN4mlir6detail14TypeIDResolver*; _ZGVZN4mlir6detail14TypeIDResolver*;
    _ZN4llvm3Any6TypeId*;
  local: *;
};
" @ONLY)
  target_link_options(${target} PRIVATE LINKER:--version-script=${script})
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${script})
endfunction()

# relu_add_passes(Transforms): declarations and documentation of Passes.td.
function(relu_add_passes name)
  set(LLVM_TARGET_DEFINITIONS Passes.td)
  mlir_tablegen(Passes.h.inc -gen-pass-decls -name=Relu${name})
  add_public_tablegen_target(Relu${name}PassIncGen)
  add_dependencies(relu-headers Relu${name}PassIncGen)
endfunction()
