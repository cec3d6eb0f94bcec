// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call that was checked beforehand: function, types, addresses and workspace
// are fixed, so that running it costs what the function costs.

#ifndef RELU_EXECUTION_BOUNDCALL_H
#define RELU_EXECUTION_BOUNDCALL_H

#include <cstddef>
#include <memory>

namespace relu {

/// Made by Executable::bind, whose code and constants it keeps: the Executable
/// may end before. The tensors are the caller's, and stay where they are. One
/// call is for one thread at a time, because it has one workspace; several
/// calls of one Executable may run at once. A call that was moved from can only
/// be assigned to or destroyed.
class BoundCall {
public:
  BoundCall(BoundCall &&) noexcept;
  BoundCall &operator=(BoundCall &&) noexcept;
  ~BoundCall();

  /// Reads the inputs and writes the results. Checks and allocates nothing.
  void run() noexcept { code(arguments); }

  /// Takes another input, or another result, of the same type as the one that
  /// was bound. `index` is less than their number; nothing is checked, and
  /// results must not overlap inputs or each other when the call runs.
  void setInput(size_t index, const void *data) noexcept;
  void setResult(size_t index, void *data) noexcept;

private:
  friend class Executable;
  struct State;
  explicit BoundCall(std::unique_ptr<State> owned);

  void (*code)(void **arguments);
  void **arguments; // in `state`
  std::unique_ptr<State> state;
};

} // namespace relu

#endif // RELU_EXECUTION_BOUNDCALL_H
