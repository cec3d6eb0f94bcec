// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How nodes that can not be imported are reported: all at once.

#include "ProblemList.h"
#include "OnnxFile.h"
#include "OpTable.h"

#include "llvm/ADT/STLExtras.h"

using namespace relu;
using llvm::createStringError;
using llvm::Twine;

void ProblemList::add(const onnx::NodeProto &proto, int index, int64_t opset,
                      const Twine &what) {
  constexpr size_t kShown = 100;
  if (!nodes.insert(index).second)
    return;
  // Nodes with a problem may be many, and short.
  if (shown.size() == kShown && index > shown.rbegin()->first)
    return;
  std::string name = proto.name().empty()
                         ? "#" + std::to_string(index)
                         : "'" + escapeName(proto.name()) + "'";
  std::string domain =
      proto.domain().empty() ? "" : escapeName(proto.domain()) + ".";
  shown[index] = "node " + name + " (" + domain + escapeName(proto.op_type()) +
                 ", opset " + std::to_string(opset) + "): " + what.str();
  if (shown.size() > kShown)
    shown.erase(std::prev(shown.end()));
}

llvm::Error ProblemList::take() {
  if (nodes.empty())
    return llvm::Error::success();
  std::string text = nodes.size() == 1 ? "a node can not be imported:"
                                       : std::to_string(nodes.size()) +
                                             " nodes can not be imported:";
  for (const auto &[index, problem] : shown)
    text += "\n  " + problem;
  if (shown.size() < nodes.size())
    text += "\n  and others";
  return createStringError(text);
}

void relu::checkNodes(const onnx::GraphProto &graph, int64_t opset,
                      ProblemList &problems) {
  for (auto [index, proto] : llvm::enumerate(graph.node())) {
    bool isStandard = proto.domain().empty() || proto.domain() == "ai.onnx";
    const OpForm *form =
        isStandard ? findOpForm(proto.op_type(), opset) : nullptr;
    if (form) {
      if (std::string problem = checkNode(proto, *form); !problem.empty())
        problems.add(proto, index, opset, problem);
    } else if (isStandard && isKnownOp(proto.op_type())) {
      problems.add(proto, index, opset,
                   "the operation is newer than this operator set");
    } else {
      problems.add(proto, index, opset, "the operation is not supported");
    }
  }
}
