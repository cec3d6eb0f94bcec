// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The nodes of a graph that can not be imported, collected for one message.

#ifndef RELU_LIB_IMPORT_PROBLEMLIST_H
#define RELU_LIB_IMPORT_PROBLEMLIST_H

#include "onnx/onnx_pb.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>

namespace relu {

class ProblemList {
public:
  /// Node number `index` of operator set `opset` has a problem: `what`.
  void add(const onnx::NodeProto &proto, int index, int64_t opset,
           const llvm::Twine &what);

  bool empty() const { return nodes.empty(); }
  bool contains(int index) const { return nodes.contains(index); }

  /// The first hundred in one message, in the order of the nodes; success when
  /// there is none.
  llvm::Error take();

private:
  llvm::DenseSet<int> nodes;
  std::map<int, std::string> shown;
};

/// Adds the nodes that the table of operations does not have, in a form of
/// `opset`, with their arity and attributes.
void checkNodes(const onnx::GraphProto &graph, int64_t opset,
                ProblemList &problems);

} // namespace relu

#endif // RELU_LIB_IMPORT_PROBLEMLIST_H
