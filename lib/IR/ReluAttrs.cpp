// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The attributes: generated storage, parsing and printing, and the schedule.

#include "relu/IR/Relu.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace relu;

#include "relu/IR/ReluEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "relu/IR/ReluAttrs.cpp.inc"

void ReluDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "relu/IR/ReluAttrs.cpp.inc"
      >();
}

LogicalResult ScheduleAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   Isa isa, int64_t rows, int64_t cols,
                                   int64_t rowBlock, int64_t unroll,
                                   Lanes lanes, bool fuseInput,
                                   bool sparseInput, int64_t rowThreads,
                                   int64_t threadRows, int64_t colThreads,
                                   bool alternate) {
  // schedule_c1: wider tiles than these fit in no register file, and their
  // kernels would take minutes to compile.
  constexpr int64_t kMaxRows = 64, kMaxCols = 1024, kMaxUnroll = 16;
  constexpr int64_t kMaxBatch = int64_t(1) << 31;
  auto check = [&](StringRef name, int64_t value, int64_t max) {
    if (value >= 1 && value <= max)
      return success();
    return LogicalResult(emitError() << "expects " << name << " from 1 to "
                                     << max << ", got " << value);
  };
  if (failed(check("rows", rows, kMaxRows)) ||
      failed(check("cols", cols, kMaxCols)) ||
      failed(check("unroll", unroll, kMaxUnroll)) ||
      failed(check("row_block", rowBlock, kMaxBatch)) ||
      failed(check("row_threads", rowThreads, kMaxThreads)) ||
      failed(check("thread_rows", threadRows, kMaxBatch)) ||
      failed(check("col_threads", colThreads, kMaxThreads)))
    return failure();
  if (sparseInput && lanes != Lanes::outputs) // schedule_c2
    return emitError() << "expects lanes = outputs for sparse_input, got "
                       << stringifyLanes(lanes);
  // schedule_c3
  if (rowThreads > 1 && colThreads > 1)
    return emitError() << "expects row_threads or col_threads to be 1, got "
                       << rowThreads << " and " << colThreads;
  // schedule_c4
  if (lanes == Lanes::rows && colThreads > 1)
    return emitError() << "expects col_threads to be 1 with lanes = rows, got "
                       << colThreads;
  if (alternate && lanes != Lanes::outputs) // schedule_c5
    return emitError() << "expects lanes = outputs for alternate, got "
                       << stringifyLanes(lanes);
  return success();
}

int64_t ScheduleAttr::getVectorLength(Isa isa, Type computeType) {
  int64_t bits = 128;
  if (isa == Isa::avx2)
    bits = 256;
  else if (isa == Isa::avx512)
    bits = 512;
  return bits / computeType.getIntOrFloatBitWidth();
}

int64_t ScheduleAttr::getPackedSize(int64_t inputs, int64_t outputs,
                                    Type computeType) const {
  return inputs * (getLanes() == Lanes::rows
                       ? outputs
                       : getPackedCols(outputs, computeType));
}

int64_t ScheduleAttr::getPackedCols(int64_t outputs, Type computeType) const {
  return llvm::alignTo(outputs, getVectorLength(computeType));
}
