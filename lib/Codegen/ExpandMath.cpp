// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the transcendental functions of f32 are computed on vectors. Each one is
// a straight line of additions, multiplications, integer shifts and selects,
// so that a vector of any width runs at the speed of its arithmetic.
//
// Two rules hold throughout. A fused multiply-add may round once or twice: what
// must be exact is exact either way, because one factor is a power of two or
// both have few bits. And a NaN comes out as NaN because it stays in the chain
// of floating-point operations; integer operations may see its bits and make
// nonsense of them, but only as a factor beside the NaN.

#include "relu/Codegen/ExpandMath.h"

#include "relu/IR/Activation.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/TypeUtilities.h"
#include <limits>

using namespace mlir;
using Predicate = arith::CmpFPredicate;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLog2E = 0x1.715476p+0f;
// The high part has 15 bits, so that its product with an exponent is exact.
constexpr float kLn2High = 0x1.62e4p-1f;
constexpr float kLn2Low = 0x1.7f7d1cp-20f;

/// Adding this to a number of magnitude below 2^22 rounds it to an integer, to
/// even at ties, which then stands in the low bits of the sum. roundeven is a
/// library call on plain SSE2, this is not.
constexpr float kRound = 0x1.8p+23f;

/// Emits arithmetic on f32 values of one shape.
class Arithmetic {
public:
  Arithmetic(ImplicitLocOpBuilder &builder, Type type)
      : builder(builder), floatType(type), intType(builder.getI32Type()) {
    if (auto vector = dyn_cast<VectorType>(type))
      intType = vector.clone(intType);
  }

  Value constant(float value) {
    return splat(floatType, builder.getF32FloatAttr(value));
  }
  Value bits(uint32_t value) {
    return splat(intType, builder.getI32IntegerAttr(value));
  }

  Value add(Value a, Value b) { return arith::AddFOp::create(builder, a, b); }
  Value sub(Value a, Value b) { return arith::SubFOp::create(builder, a, b); }
  Value mul(Value a, Value b) { return arith::MulFOp::create(builder, a, b); }
  Value div(Value a, Value b) { return arith::DivFOp::create(builder, a, b); }
  Value fma(Value a, Value b, Value c) {
    return LLVM::FMulAddOp::create(builder, floatType, a, b, c);
  }
  Value abs(Value x) { return LLVM::FAbsOp::create(builder, floatType, x); }
  Value copySign(Value magnitude, Value sign) {
    return LLVM::CopySignOp::create(builder, floatType, magnitude, sign);
  }

  // NaN stays; without nsz each would be three instructions on x86.
  Value atLeast(Value x, float low) {
    return arith::MaximumFOp::create(builder, x, constant(low),
                                     arith::FastMathFlags::nsz);
  }
  Value atMost(Value x, float high) {
    return arith::MinimumFOp::create(builder, x, constant(high),
                                     arith::FastMathFlags::nsz);
  }

  Value select(Predicate predicate, Value a, float b, Value then,
               Value otherwise) {
    Value condition = arith::CmpFOp::create(builder, predicate, a, constant(b));
    return arith::SelectOp::create(builder, condition, then, otherwise);
  }

  Value toBits(Value x) {
    return arith::BitcastOp::create(builder, intType, x);
  }
  Value fromBits(Value x) {
    return arith::BitcastOp::create(builder, floatType, x);
  }
  Value addBits(Value a, Value b) {
    return arith::AddIOp::create(builder, a, b);
  }
  Value subBits(Value a, Value b) {
    return arith::SubIOp::create(builder, a, b);
  }
  Value andBits(Value a, uint32_t mask) {
    return arith::AndIOp::create(builder, a, bits(mask));
  }
  Value shiftLeft(Value a, uint32_t amount) {
    return arith::ShLIOp::create(builder, a, bits(amount));
  }
  Value toFloat(Value integer) {
    return arith::SIToFPOp::create(builder, floatType, integer);
  }

  /// Horner's rule; the highest coefficient comes first.
  Value polynomial(Value x, ArrayRef<float> coefficients) {
    Value sum = constant(coefficients.front());
    for (float coefficient : coefficients.drop_front())
      sum = fma(sum, x, constant(coefficient));
    return sum;
  }

private:
  Value splat(Type type, TypedAttr element) {
    if (auto vector = dyn_cast<ShapedType>(type))
      return arith::ConstantOp::create(
          builder,
          DenseElementsAttr::get(vector, static_cast<Attribute>(element)));
    return arith::ConstantOp::create(builder, element);
  }

  ImplicitLocOpBuilder &builder;
  Type floatType;
  Type intType;
};

} // namespace

//===----------------------------------------------------------------------===//
// exp, expm1
//===----------------------------------------------------------------------===//

namespace {
/// x = k ln 2 + r with an integer k and |r| <= ln(2)/2, up to rounding at ties.
struct Reduced {
  Value k;       ///< as a float
  Value rounded; ///< bits whose low 22 are those of k + bias
  Value high;    ///< r before the low part of ln 2, exact
  Value r;
};
} // namespace

static Reduced reduce(Arithmetic &a, Value x, int bias) {
  // k + bias stands in the low bits, ready to be an exponent.
  Value magic = a.constant(kRound + bias);
  Value sum = a.fma(x, a.constant(kLog2E), magic);
  Value k = a.sub(sum, magic);
  Value high = a.fma(k, a.constant(-kLn2High), x);
  Value r = a.fma(k, a.constant(-kLn2Low), high);
  return {k, a.toBits(sum), high, r};
}

/// (exp(r) - 1 - r) / r^2 for a reduced r, relative error of exp 2^-28.
static Value expTail(Arithmetic &a, Value r) {
  return a.polynomial(r, {0x1.6a7b6p-10f, 0x1.123caap-7f, 0x1.555868p-5f,
                          0x1.55548cp-3f, 0x1.fffffcp-2f});
}

/// exp(r) for a reduced r, to about one ulp.
static Value expReduced(Arithmetic &a, Value r) {
  Value tail = a.fma(a.mul(r, r), expTail(a, r), r);
  return a.add(a.constant(1), tail);
}

/// 2^k, for a reduction with bias 127 and a k that is the exponent of a normal
/// number.
static Value powerOfTwo(Arithmetic &a, const Reduced &x) {
  return a.fromBits(a.shiftLeft(x.rounded, 23));
}

/// y 2^k, for a reduction with bias 254 and any k that f32 can need: two
/// factors, half the exponent each, so that the result is rounded once even
/// when it is subnormal.
static Value scale(Arithmetic &a, Value y, const Reduced &x) {
  Value half = a.andBits(a.shiftLeft(x.rounded, 22), 0xff800000);
  Value rest = a.subBits(a.shiftLeft(x.rounded, 23), half);
  return a.mul(a.mul(y, a.fromBits(half)), a.fromBits(rest));
}

static Value expandExp(Arithmetic &a, Value x) {
  // exp is 0 below and infinite above, and k small enough.
  x = a.atMost(a.atLeast(x, -104), 89);
  Reduced reduced = reduce(a, x, 254);
  // exp(r) = sum + rest, where 1 + r would cost the last digit of r.
  Value one = a.constant(1);
  Value sum = a.add(one, reduced.high);
  Value lost = a.sub(reduced.high, a.sub(sum, one));
  lost = a.fma(reduced.k, a.constant(-kLn2Low), lost);
  Value square = a.mul(reduced.r, reduced.r);
  Value rest = a.fma(square, expTail(a, reduced.r), lost);
  return scale(a, a.add(sum, rest), reduced);
}

static Value expandExpM1(Arithmetic &a, Value x) {
  // -1 below, infinite above.
  Value clamped = a.atMost(a.atLeast(x, -17.5f), 89);
  // Half of the result: 2^k itself overflows before the result does.
  Reduced reduced = reduce(a, clamped, 126);
  Value tail =
      a.polynomial(reduced.r, {0x1.3924ep-13f, 0x1.6d2e44p-10f, 0x1.115676p-7f,
                               0x1.555502p-5f, 0x1.55552cp-3f, 0x1p-1f});
  Value square = a.mul(reduced.r, reduced.r);
  Value reducedExpM1 = a.fma(square, tail, reduced.r);
  Value halfPower = powerOfTwo(a, reduced);
  Value half =
      a.fma(halfPower, reducedExpM1, a.sub(halfPower, a.constant(0.5f)));
  // Halving a subnormal number drops its last digit, and -0 became 0.
  return a.select(Predicate::OLT, a.abs(x), 0x1p-30f, x, a.add(half, half));
}

//===----------------------------------------------------------------------===//
// log, log1p
//===----------------------------------------------------------------------===//

/// The exponent k, in place, for which x 2^-k is in [3/4, 3/2).
static Value logExponent(Arithmetic &a, Value x) {
  Value distance = a.subBits(a.toBits(x), a.bits(0x3f400000));
  return a.andBits(distance, 0xff800000);
}

/// log(1 + m) + k ln 2 for m in [-1/4, 1/2); `minusK` is -k, so that a zero m
/// keeps its sign.
static Value logReduced(Arithmetic &a, Value m, Value minusK) {
  Value tail =
      a.polynomial(m, {-0x1.796672p-5f, 0x1.b21732p-4f, -0x1.0e9e9ep-3f,
                       0x1.2879acp-3f, -0x1.54d62cp-3f, 0x1.9966e4p-3f,
                       -0x1.000082p-2f, 0x1.5555acp-2f, -0.5f});
  Value high = a.mul(minusK, a.constant(kLn2High));
  Value sum = a.sub(m, high);
  Value lost = a.sub(m, a.add(sum, high));
  lost = a.fma(minusK, a.constant(-kLn2Low), lost);
  return a.add(sum, a.fma(a.mul(m, m), tail, lost));
}

/// `value` where x is above `pole` and finite; -inf, NaN and inf elsewhere.
static Value logSpecial(Arithmetic &a, Value x, float pole, Value value) {
  Value below = a.select(Predicate::OEQ, x, pole, a.constant(-kInfinity),
                         a.constant(std::numeric_limits<float>::quiet_NaN()));
  value = a.select(Predicate::OGT, x, pole, value, below);
  return a.select(Predicate::OEQ, x, kInfinity, x, value);
}

static Value minusExponentToFloat(Arithmetic &a, Value exponent) {
  Value minus = a.subBits(a.bits(0), exponent);
  return a.mul(a.toFloat(minus), a.constant(0x1p-23f));
}

static Value expandLog(Arithmetic &a, Value x) {
  constexpr float kSmallestNormal = 0x1p-126f;
  Value normal = a.select(Predicate::OLT, x, kSmallestNormal,
                          a.mul(x, a.constant(0x1p+23f)), x);
  Value exponent = logExponent(a, normal);
  Value significand = a.fromBits(a.subBits(a.toBits(normal), exponent));
  Value m = a.sub(significand, a.constant(1));
  Value minusK = minusExponentToFloat(a, exponent);
  minusK = a.select(Predicate::OLT, x, kSmallestNormal,
                    a.add(minusK, a.constant(23)), minusK);
  return logSpecial(a, x, 0, logReduced(a, m, minusK));
}

static Value expandLog1p(Arithmetic &a, Value x) {
  Value exponent = logExponent(a, a.add(a.constant(1), x));
  // m = x 2^-k - (1 - 2^-k) is exact where it matters. 2^-k may be subnormal,
  // 2^(2-k) is not. A subtraction keeps the sign of a zero x.
  Value scaled = a.fromBits(a.subBits(a.toBits(x), exponent));
  Value power = a.fromBits(a.subBits(a.bits(0x40800000), exponent));
  Value gap = a.fma(power, a.constant(-0.25f), a.constant(1));
  Value m = a.sub(scaled, gap);
  Value minusK = minusExponentToFloat(a, exponent);
  return logSpecial(a, x, -1, logReduced(a, m, minusK));
}

//===----------------------------------------------------------------------===//
// tanh, erf, erfc
//===----------------------------------------------------------------------===//

static Value expandTanh(Arithmetic &a, Value x) {
  Value magnitude = a.abs(x);
  // Above: 1 - 2 / (exp(2x) + 1), which is 1 from 9.02 on.
  Value clamped = a.atMost(magnitude, 10);
  Reduced reduced = reduce(a, a.add(clamped, clamped), 127);
  Value exponential = a.mul(expReduced(a, reduced.r), powerOfTwo(a, reduced));
  Value one = a.constant(1);
  Value quotient = a.div(a.constant(2), a.add(exponential, one));
  Value above = a.sub(one, quotient);
  // Below: x + x^3 p(x^2).
  Value square = a.mul(magnitude, magnitude);
  Value tail = a.polynomial(
      square, {-0x1.79431cp-12f, 0x1.2de136p-9f, -0x1.04605p-7f, 0x1.60071cp-6f,
               -0x1.b96208p-5f, 0x1.110be4p-3f, -0x1.55553cp-2f});
  Value below = a.fma(a.mul(magnitude, square), tail, magnitude);
  return a.copySign(a.select(Predicate::OLT, magnitude, 0.9f, below, above), x);
}

static Value expandErf(Arithmetic &a, Value x) {
  Value magnitude = a.abs(x);
  // Above: 1 - exp(p(x)), which is 1 from 3.92 on.
  Value logErfc = a.polynomial(
      a.atMost(magnitude, 4),
      {0x1.852f18p-13f, -0x1.814dd8p-9f, 0x1.654284p-6f, -0x1.a60aa4p-4f,
       -0x1.46c582p-1f, -0x1.2085b2p+0f, -0x1.72ea0ap-12f});
  Reduced reduced = reduce(a, logErfc, 127);
  Value erfc = a.mul(expReduced(a, reduced.r), powerOfTwo(a, reduced));
  Value above = a.sub(a.constant(1), erfc);
  // Below: x + x p(x^2).
  Value tail = a.polynomial(a.mul(magnitude, magnitude),
                            {0x1.4771fep-14f, -0x1.a3515ep-11f, 0x1.53f224p-8f,
                             -0x1.b7f71ap-6f, 0x1.ce2ce6p-4f, -0x1.81273ep-2f,
                             0x1.06eba8p-3f});
  Value below = a.fma(magnitude, tail, magnitude);
  return a.copySign(a.select(Predicate::OLT, magnitude, 1, below, above), x);
}

static Value expandErfc(Arithmetic &a, Value x) {
  // erfc is 0 from 10.06 on, in the subnormal numbers too.
  Value magnitude = a.atMost(a.abs(x), 10.25f);
  // -x^2 = exponent + lost. A head that is a multiple of 2^-7 has an exact
  // square; a rounded square would cost erfc dozens of ulps.
  Value grid = a.constant(0x1.8p+16f);
  Value head = a.sub(a.add(magnitude, grid), grid);
  Value minusHeadSquare = a.mul(a.sub(a.constant(0), head), head);
  Value remainder = a.mul(a.sub(head, magnitude), a.add(magnitude, head));
  Value exponent = a.add(minusHeadSquare, remainder);
  Value lost = a.sub(remainder, a.sub(exponent, minusHeadSquare));
  Reduced reduced = reduce(a, exponent, 254);
  Value exponential = expReduced(a, a.add(reduced.r, lost));
  // exp(x^2) erfc(x) = w p(u) with w = 2 / (x + K), u = (x - K) / (x + K).
  constexpr float kPole = 2.3125f;
  Value w = a.div(a.constant(2), a.add(magnitude, a.constant(kPole)));
  Value u = a.fma(w, magnitude, a.constant(-1));
  Value scaledErfc = a.mul(
      w, a.polynomial(u, {0x1.6f7fdep-14f, 0x1.e38e52p-14f, -0x1.7c612ap-11f,
                          -0x1.f0374cp-11f, 0x1.7fcde6p-8f, 0x1.a2b3ap-10f,
                          -0x1.e520d8p-5f, 0x1.9279b2p-3f, -0x1.8845b2p-2f,
                          0x1.0b3444p-1f}));
  Value upper = scale(a, a.mul(exponential, scaledErfc), reduced);
  return a.select(Predicate::OLT, x, 0, a.sub(a.constant(2), upper), upper);
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

/// Scalars and vectors of rank 1: the LLVM dialect has no others.
static bool hasLLVMType(Operation *op) {
  auto shaped = dyn_cast<ShapedType>(op->getResult(0).getType());
  return !shaped || (isa<VectorType>(shaped) && shaped.getRank() == 1);
}

namespace {
template <typename OpTy, Value (*Emit)(Arithmetic &, Value)>
struct Expand : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "not on f32");
    if (!hasLLVMType(op))
      return rewriter.notifyMatchFailure(op, "not on a vector of rank 1");
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Arithmetic arithmetic(builder, op.getType());
    rewriter.replaceOp(op, Emit(arithmetic, op.getOperand()));
    return success();
  }
};

/// The sign operations are one instruction, but convert-math-to-libm would call
/// fabs for each element, and fails on math.copysign. LLVM is not to see bf16.
template <typename OpTy, typename IntrinsicOpTy>
struct ToIntrinsic : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    if (!hasLLVMType(op))
      return rewriter.notifyMatchFailure(op, "not on a vector of rank 1");
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Type element = getElementTypeOrSelf(op.getType());
    Type computed = element.isBF16() ? builder.getF32Type() : element;
    SmallVector<Value, 2> operands;
    for (Value operand : op->getOperands())
      operands.push_back(relu::convertFloat(builder, operand, computed));
    Value result = IntrinsicOpTy::create(
        builder, relu::withElementType(op.getType(), computed), operands);
    rewriter.replaceOp(op, relu::convertFloat(builder, result, element));
    return success();
  }
};
} // namespace

void relu::populateExpandMathPatterns(RewritePatternSet &patterns) {
  patterns
      .add<Expand<math::ExpOp, expandExp>, Expand<math::ExpM1Op, expandExpM1>,
           Expand<math::LogOp, expandLog>, Expand<math::Log1pOp, expandLog1p>,
           Expand<math::TanhOp, expandTanh>, Expand<math::ErfOp, expandErf>,
           Expand<math::ErfcOp, expandErfc>>(patterns.getContext());
  populateSignPatterns(patterns);
}

void relu::populateSignPatterns(RewritePatternSet &patterns) {
  patterns.add<ToIntrinsic<math::AbsFOp, LLVM::FAbsOp>,
               ToIntrinsic<math::CopySignOp, LLVM::CopySignOp>>(
      patterns.getContext());
}
