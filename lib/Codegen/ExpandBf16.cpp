// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bf16 without LLVM's type for it. LLVM moves single bf16 values through f32:
// by a call that no run-time library has, or by an instruction that turns
// subnormal numbers into zero. f64 goes to bf16 by way of f32.

#include "relu/Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/DialectConversion.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace relu {
#define GEN_PASS_DEF_EXPANDBF16PASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;

/// Whether a value or an attribute of `root` has to do with bf16.
static bool usesBf16(Operation *root) {
  AttrTypeWalker walker;
  walker.addWalk([](BFloat16Type) { return WalkResult::interrupt(); });
  auto isBf16 = [&](Type type) { return walker.walk(type).wasInterrupted(); };
  auto result = root->walk([&](Block *block) {
    if (llvm::any_of(block->getArgumentTypes(), isBf16))
      return WalkResult::interrupt();
    for (Operation &op : *block)
      if (llvm::any_of(op.getResultTypes(), isBf16) ||
          walker.walk(op.getAttrDictionary()).wasInterrupted())
        return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return result.wasInterrupted();
}

namespace {
/// Rounds twice: no run-time library has the direct conversion.
struct TruncateByF32 : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isBF16() ||
        !getElementTypeOrSelf(op.getIn().getType()).isF64())
      return rewriter.notifyMatchFailure(op, "not from f64 to bf16");
    Type f32 = rewriter.getF32Type();
    if (auto vector = dyn_cast<VectorType>(op.getType()))
      f32 = vector.clone(f32);
    Value narrowed =
        arith::TruncFOp::create(rewriter, op.getLoc(), f32, op.getIn());
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), narrowed);
    return success();
  }
};

struct ExpandBf16Pass : relu::impl::ExpandBf16PassBase<ExpandBf16Pass> {
  void runOnOperation() override {
    if (!usesBf16(getOperation()))
      return markAllAnalysesPreserved();
    if (failed(computeInF32()))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    arith::populateExpandBFloat16Patterns(patterns);
    patterns.add<TruncateByF32>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    holdAsBits();
  }

private:
  /// Leaves no arithmetic on bf16 but conversions.
  LogicalResult computeInF32();
  /// Replaces the type bf16, on which nothing is computed any more, by i16.
  void holdAsBits();
};
} // namespace

LogicalResult ExpandBf16Pass::computeInF32() {
  MLIRContext *context = &getContext();
  Type bf16 = BFloat16Type::get(context), f32 = Float32Type::get(context);
  RewritePatternSet patterns(context);
  ConversionTarget target(*context);
  target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });

  TypeConverter arithmetic;
  arith::populateEmulateUnsupportedFloatsConversions(arithmetic, bf16, f32);
  arith::populateEmulateUnsupportedFloatsPatterns(patterns, arithmetic);
  arith::populateEmulateUnsupportedFloatsLegality(target, arithmetic);

  // Whatever else is narrow, the C library's functions take.
  TypeConverter functions;
  SetVector<Type> others;
  for (Type type :
       {Type(Float16Type::get(context)), f32, Type(Float64Type::get(context))})
    others.insert(type);
  math::populateExtendToSupportedTypesTypeConverter(functions, others, f32);
  math::populateExtendToSupportedTypesPatterns(patterns, functions);
  target.addDynamicallyLegalDialect<math::MathDialect>(
      [&](Operation *op) { return functions.isLegal(op); });
  return applyPartialConversion(getOperation(), target, std::move(patterns));
}

void ExpandBf16Pass::holdAsBits() {
  Type i16 = IntegerType::get(&getContext(), 16);
  auto isBf16 = [](Type type) { return isa<BFloat16Type>(type); };
  using Replacement = std::pair<Attribute, WalkResult>;
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](BFloat16Type) -> Type { return i16; });
  replacer.addReplacement([&](FloatAttr value) -> std::optional<Replacement> {
    if (!isBf16(value.getType()))
      return std::nullopt;
    APInt bits = value.getValue().bitcastToAPInt();
    return Replacement{IntegerAttr::get(i16, bits), WalkResult::skip()};
  });
  replacer.addReplacement(
      [&](DenseElementsAttr values) -> std::optional<Replacement> {
        if (!isBf16(values.getElementType()))
          return std::nullopt;
        return Replacement{values.bitcast(i16), WalkResult::skip()};
      });
  replacer.recursivelyReplaceElementsIn(getOperation(), /*replaceAttrs=*/true,
                                        /*replaceLocs=*/false,
                                        /*replaceTypes=*/true);
}
