# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The package that other projects find: headers, exported targets, and
# ReluConfig.cmake, for the install tree and for the build tree.

include(CMakePackageConfigHelpers)

install(DIRECTORY include/relu include/relu-c ${PROJECT_BINARY_DIR}/include/relu
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.h.inc"
  PATTERN CMakeFiles EXCLUDE)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/relu)
set(package_in_build ${PROJECT_BINARY_DIR}/${package})
install(EXPORT ReluTargets NAMESPACE Relu:: DESTINATION ${package})
export(EXPORT ReluTargets NAMESPACE Relu:: FILE ${package_in_build}/ReluTargets.cmake)
# For C alone: what it links needs no package of C++ libraries.
install(EXPORT ReluCTargets NAMESPACE Relu:: DESTINATION ${package})
export(EXPORT ReluCTargets NAMESPACE Relu:: FILE ${package_in_build}/ReluCTargets.cmake)

# What a library needs beside MLIR, as find_dependency lines.
get_property(RELU_OPTIONAL_DEPENDENCIES GLOBAL PROPERTY RELU_OPTIONAL_DEPENDENCIES)
list(JOIN RELU_OPTIONAL_DEPENDENCIES "\n" RELU_OPTIONAL_DEPENDENCIES)

# configure_package_config_file makes paths relative to the prefix, so each tree
# gets a file of its own.
function(relu_configure_package folder prefix headers generated)
  set(RELU_HEADERS ${headers})
  set(RELU_GENERATED_HEADERS "${generated}")
  configure_package_config_file(cmake/ReluConfig.cmake.in ${folder}/ReluConfig.cmake
    INSTALL_DESTINATION ${package} INSTALL_PREFIX ${prefix} PATH_VARS RELU_HEADERS)
endfunction()
relu_configure_package(${package_in_build} ${PROJECT_BINARY_DIR}
  ${PROJECT_SOURCE_DIR}/include "\"${PROJECT_BINARY_DIR}/include\"")
relu_configure_package(${PROJECT_BINARY_DIR}/package ${CMAKE_INSTALL_PREFIX}
  ${CMAKE_INSTALL_INCLUDEDIR} "")

# Before 1.0 each minor version may change the interface.
write_basic_package_version_file(${package_in_build}/ReluConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
configure_file(cmake/FindLibZip.cmake ${package_in_build}/FindLibZip.cmake COPYONLY)
install(FILES
  ${PROJECT_BINARY_DIR}/package/ReluConfig.cmake
  ${package_in_build}/ReluConfigVersion.cmake
  cmake/FindLibZip.cmake
  DESTINATION ${package})
