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
  std::string name = proto.name().empty()
                         ? "#" + std::to_string(index)
                         : "'" + escapeName(proto.name()) + "'";
  std::string domain =
      proto.domain().empty() ? "" : escapeName(proto.domain()) + ".";
  problems[index] =
      ("node " + name + " (" + domain + escapeName(proto.op_type()) +
       ", opset " + std::to_string(opset) + "): " + what.str());
}

llvm::Error ProblemList::take() {
  if (problems.empty())
    return llvm::Error::success();
  constexpr size_t kShown = 100;
  std::string text = problems.size() == 1 ? "a node can not be imported:"
                                          : std::to_string(problems.size()) +
                                                " nodes can not be imported:";
  size_t shown = 0;
  for (const auto &[index, problem] : problems)
    if (shown++ < kShown)
      text += "\n  " + problem;
  if (shown > kShown)
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
