# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What the programs print. LAB_DIGITS is the folder of the trained network.

enable_testing()
set(LAB_DIGITS "" CACHE PATH "Folder of digits.mlir and its arrays")
set(model ${CMAKE_CURRENT_SOURCE_DIR}/squareplus.mlir)
find_program(LAB_RUNNER mlir-runner HINTS ${LLVM_TOOLS_BINARY_DIR} REQUIRED)

function(lab_add_test name expected)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES PASS_REGULAR_EXPRESSION "${expected}")
endfunction()

# An activation of lab in a layer of relu, with the bias that stood between.
lab_add_test(fuses-our-activation
  "relu.dense [^\n]* bias\\([^\n]*activation\\(#lab.squareplus\\)"
  lab-opt ${model} --relu-fuse-activation)

# relu, then linalg and loops of lab's own pipeline, then a program of MLIR's.
lab_add_test(runs-our-pipeline "^7\\.0+e\\+00\n$" sh -c
  "$<TARGET_FILE:lab-opt> ${model} --lab-compile | ${LAB_RUNNER} -e main -entry-point-result=f32")

lab_add_test(registers-twice "^registered\n$" register-twice)

# The network reads 351 of its 360 images correctly, and it reads them 20 times.
lab_add_test(serves-from-two-threads "^7020 and 7020 of 7200 correct\n$" serve-digits
  ${LAB_DIGITS}/digits.mlir ${LAB_DIGITS}/digits_images.npy ${LAB_DIGITS}/digits_labels.npy)

# One MLIR in the process: the shared library, and no copy of it in the program.
find_program(LAB_NM NAMES llvm-nm nm HINTS ${LLVM_TOOLS_BINARY_DIR} REQUIRED)
add_test(NAME holds-no-mlir COMMAND sh -c
  "! ${LAB_NM} --defined-only $<TARGET_FILE:lab-opt> | grep _ZN4mlir11MLIRContextC")
