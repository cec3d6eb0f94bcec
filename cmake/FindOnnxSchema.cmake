# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Decides whether ONNX files can be read: RELU_ENABLE_ONNX is on when the schema
# of ONNX (Debian: libonnx-dev, libprotobuf-dev) is installed. Said to be on, it
# must be.

# ONNX's own package does not look for it.
find_package(Protobuf QUIET)
if(Protobuf_FOUND)
  find_package(ONNX QUIET CONFIG)
endif()
set(RELU_FOUND_ONNX OFF)
if(Protobuf_FOUND AND ONNX_FOUND)
  set(RELU_FOUND_ONNX ON)
endif()

option(RELU_ENABLE_ONNX "Read ONNX files; needs libonnx-dev and libprotobuf-dev"
  ${RELU_FOUND_ONNX})
if(RELU_ENABLE_ONNX AND NOT RELU_FOUND_ONNX)
  message(FATAL_ERROR "RELU_ENABLE_ONNX needs ONNX and protobuf with their "
    "development files (Debian: libonnx-dev libprotobuf-dev)")
endif()
