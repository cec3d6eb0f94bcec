// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a hand-written schedule is read, and what it replaces.

#include "ScheduleOverride.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace relu;

static llvm::Error expected(const llvm::Twine &what, StringRef found) {
  return llvm::createStringError("schedule: expected " + what + ", got '" +
                                 found + "'");
}

llvm::Expected<ScheduleOverride> ScheduleOverride::parse(StringRef text) {
  ScheduleOverride result;
  SmallVector<StringRef> parts;
  text.split(parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef part : parts) {
    auto [key, value] = part.split('=');
    auto set = [&](auto &member, auto parsed, const char *kind) -> llvm::Error {
      if (!parsed)
        return expected(key + "=" + kind, part);
      if (member)
        return expected(key + " once", text);
      member = parsed;
      return llvm::Error::success();
    };
    auto number = [&]() -> std::optional<int64_t> {
      int64_t parsed;
      return value.getAsInteger(10, parsed) ? std::nullopt
                                            : std::optional(parsed);
    };
    auto truth = [&]() {
      return value == "true"    ? std::optional(true)
             : value == "false" ? std::optional(false)
                                : std::nullopt;
    };
    llvm::Error error =
        key == "rows"        ? set(result.rows, number(), "a number")
        : key == "cols"      ? set(result.cols, number(), "a number")
        : key == "row_block" ? set(result.rowBlock, number(), "a number")
        : key == "unroll"    ? set(result.unroll, number(), "a number")
        : key == "lanes"
            ? set(result.lanes, symbolizeLanes(value), "outputs or rows")
        : key == "fuse_input" ? set(result.fuseInput, truth(), "true or false")
        : key == "sparse_input"
            ? set(result.sparseInput, truth(), "true or false")
        : key == "row_threads" ? set(result.rowThreads, number(), "a number")
        : key == "thread_rows" ? set(result.threadRows, number(), "a number")
        : key == "col_threads" ? set(result.colThreads, number(), "a number")
        : key == "alternate"
            ? set(result.alternate, truth(), "true or false")
            : expected("rows, cols, row_block, unroll, lanes, fuse_input, "
                       "sparse_input, row_threads, thread_rows, col_threads or "
                       "alternate",
                       part);
    if (error)
      return error;
  }
  return result;
}

ScheduleAttr
ScheduleOverride::apply(ScheduleAttr schedule,
                        function_ref<InFlightDiagnostic()> emitError) const {
  Lanes newLanes = lanes.value_or(schedule.getLanes());
  // What the layer does not allow stays off.
  bool newSparseInput = schedule.getSparseInput() &&
                        sparseInput.value_or(true) &&
                        newLanes == Lanes::outputs;
  bool newAlternate = newLanes == Lanes::outputs &&
                      alternate.value_or(schedule.getAlternate() &&
                                         rowThreads.value_or(1) == 1);
  int64_t chosenRowThreads = schedule.getRowThreads();
  int64_t chosenColThreads = schedule.getColThreads();
  if (colThreads.value_or(1) > 1)
    chosenRowThreads = 1;
  if (rowThreads.value_or(1) > 1 || lanes == Lanes::rows)
    chosenColThreads = 1;
  return ScheduleAttr::getChecked(
      emitError, schedule.getContext(), schedule.getIsa(),
      rows.value_or(schedule.getRows()), cols.value_or(schedule.getCols()),
      rowBlock.value_or(schedule.getRowBlock()),
      unroll.value_or(schedule.getUnroll()), newLanes,
      fuseInput.value_or(schedule.getFuseInput()), newSparseInput,
      rowThreads.value_or(chosenRowThreads),
      threadRows.value_or(schedule.getThreadRows()),
      colThreads.value_or(chosenColThreads), newAlternate);
}
