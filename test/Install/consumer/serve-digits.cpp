// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles a network once, and runs it from two threads at the same time.
// usage: serve-digits digits.mlir digits_images.npy digits_labels.npy

#include "relu/Execution/Executable.h"
#include "relu/Execution/Npy.h"
#include "relu/Registration.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/raw_ostream.h"
#include <thread>

/// How many images, one a row, have their largest logit at their label.
static int countCorrect(const relu::Tensor &logits,
                        const relu::Tensor &labels) {
  int correct = 0;
  for (int64_t row = 0; row < labels.getNumElements(); ++row) {
    llvm::ArrayRef<float> image =
        logits.getElements<float>().slice(row * 10, 10);
    int64_t best = std::max_element(image.begin(), image.end()) - image.begin();
    correct += best == labels.getElements<int64_t>()[row];
  }
  return correct;
}

int main(int argc, char **argv) {
  llvm::ExitOnError check("serve-digits: ");
  if (argc != 4)
    check(llvm::createStringError("expects a model, images and labels"));

  mlir::DialectRegistry registry;
  relu::registerAllDialects(registry);
  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(argv[1], &context);
  if (!module)
    check(llvm::createStringError("no module"));
  auto network = check(relu::Executable::compile(*module));
  const relu::Signature &digits =
      *check(relu::findSignature(network->getSignatures(), "digits"));

  relu::Tensor images = check(relu::readNpyFile(argv[2]));
  relu::Tensor labels = check(relu::readNpyFile(argv[3]));
  auto serve = [&](int *correct) {
    llvm::ExitOnError check("serve-digits: ");
    for (int i = 0; i < 10; ++i) {
      auto results = check(network->run(digits, {images}));
      *correct += countCorrect(results[0], labels);
    }
    auto info = check(network->getCallInfo(digits, {images}));
    relu::Tensor logits = check(relu::Tensor::create(info.results[0]));
    relu::BoundCall call =
        check(network->bind(digits, {images}, {logits.getView()}));
    for (int i = 0; i < 10; ++i) {
      call.run();
      *correct += countCorrect(logits, labels);
    }
  };
  int here = 0, there = 0;
  std::thread other(serve, &there);
  serve(&here);
  other.join();
  llvm::outs() << here << " and " << there << " of "
               << 20 * labels.getNumElements() << " correct\n";
  return 0;
}
