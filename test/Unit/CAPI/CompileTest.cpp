// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compilation through the C API: what is accepted, and what each mistake is
// called.

#include "Network.h"

#include <cstdio>

using testing::HasSubstr;

static const std::string kExamples = RELU_SOURCE_DIR "/docs/examples/";

static ReluOptions defaults() { return RELU_OPTIONS_DEFAULT; }

static ReluStatus compileFile(const std::string &path, Network &network,
                              const ReluOptions *options = nullptr) {
  ReluNetwork *handle = nullptr;
  ReluStatus status = reluCompileFile(path.c_str(), options, &handle);
  EXPECT_EQ(status == RELU_OK, handle != nullptr);
  network.reset(handle);
  return status;
}

static bool hasOnnx() {
  Network network;
  return compileFile(kExamples + "digits.onnx", network) != RELU_UNSUPPORTED;
}

TEST(CApiVersion, IsTheOneOfTheHeader) {
  EXPECT_EQ(reluGetAbiVersion(), RELU_ABI_VERSION);
  EXPECT_THAT(reluGetVersion(), testing::MatchesRegex("[0-9]+\\.[0-9]+\\..*"));
}

TEST(CApiCompile, TakesAFileOfMlir) {
  Network network;
  ASSERT_EQ(compileFile(kExamples + "digits.mlir", network), RELU_OK)
      << reluGetLastError();
  EXPECT_STREQ(reluGetSignature(network.get(), 0),
               "digits(?x64xf32) -> ?x10xf32");
}

TEST(CApiCompile, TakesAFileOfOnnxWithAnyBatch) {
  if (!hasOnnx())
    GTEST_SKIP() << "built without ONNX";
  Network network;
  ASSERT_EQ(compileFile(kExamples + "digits.onnx", network), RELU_OK)
      << reluGetLastError();
  ReluOptions options = defaults();
  options.batch = 7;
  ASSERT_EQ(compileFile(kExamples + "digits.onnx", network, &options), RELU_OK);
  ReluType type;
  ASSERT_EQ(reluGetInputType(network.get(), 0, 0, &type), RELU_OK);
  EXPECT_EQ(type.sizes[0], 7);
  options.batch = -1;
  ASSERT_EQ(compileFile(kExamples + "digits.onnx", network, &options), RELU_OK);
  ASSERT_EQ(reluGetInputType(network.get(), 0, 0, &type), RELU_OK);
  EXPECT_EQ(type.sizes[0], -1);
}

TEST(CApiCompile, DoesNotNeedTheTextAnyLonger) {
  std::string text = kModel;
  Network network = compile(text);
  text.assign(text.size(), '?');
  std::vector<float> x{1, 1}, y(3);
  std::vector<int64_t> inputSizes{1, 2}, resultSizes{1, 3};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, resultSizes);
  ASSERT_EQ(reluRun(network.get(), 0, &input, 1, &result, 1), RELU_OK);
  EXPECT_THAT(y, testing::ElementsAre(5, 5, 0));
}

TEST(CApiCompile, KeepsOneFunctionOnly) {
  ReluOptions options = defaults();
  options.function = "both";
  Network network = compile(kModel, &options);
  ASSERT_EQ(reluGetFunctionCount(network.get()), 1u);
  EXPECT_STREQ(reluGetFunctionName(network.get(), 0), "both");
}

TEST(CApiCompile, TakesEachPipeline) {
  for (const char *pipeline : {"relu-compile", "relu-reference"}) {
    ReluOptions options = defaults();
    options.pipeline = pipeline;
    compile(kModel, &options);
  }
}

TEST(CApiCompile, TakesACpuAndFeatures) {
  for (const char *cpu : {"host", "", "generic"}) {
    ReluOptions options = defaults();
    options.cpu = cpu;
#ifdef __x86_64__
    options.features = "-avx512f,-avx2";
#endif
    options.threads = 1;
    compile(kModel, &options);
  }
}

TEST(CApiCompile, TakesThreads) {
  // Work enough for them.
  const char *model = R"(
    func.func @f(%x: tensor<?x256xf32>) -> tensor<?x256xf32> {
      %w = arith.constant dense<0.5> : tensor<256x256xf32>
      %0 = relu.dense %x, %w : (tensor<?x256xf32>, tensor<256x256xf32>) -> tensor<?x256xf32>
      return %0 : tensor<?x256xf32>
    })";
  ReluOptions options = defaults();
  options.threads = 3;
  compile(model, &options);

  setenv("RELU_OPENMP_RUNTIME", "no-such-library.so", /*overwrite=*/1);
  Network network;
  EXPECT_FAILS(RELU_UNSUPPORTED, "libomp5",
               compileText(model, network, &options));
  options.threads = 1;
  compile(model, &options);
  unsetenv("RELU_OPENMP_RUNTIME");
}

TEST(CApiCompile, RefusesNull) {
  ReluNetwork *network;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluCompileFile(nullptr, nullptr, &network));
  EXPECT_EQ(network, nullptr);
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluCompileMemory(nullptr, 0, nullptr, &network));
  EXPECT_EQ(network, nullptr);
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluCompileFile("x.mlir", nullptr, nullptr));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluCompileMemory("x", 1, nullptr, nullptr));
  reluDestroyNetwork(nullptr);
}

TEST(CApiCompile, RefusesFilesThatCanNotBeRead) {
  Network network;
  EXPECT_FAILS(RELU_FILE_ERROR, "'no-such-file.mlir'",
               compileFile("no-such-file.mlir", network));
  EXPECT_FAILS(RELU_FILE_ERROR, "docs", compileFile(kExamples, network));
  if (hasOnnx()) {
    EXPECT_FAILS(RELU_FILE_ERROR, "'no-such-file.onnx'",
                 compileFile("no-such-file.onnx", network));
  }
}

TEST(CApiCompile, SaysWhereTextIsWrong) {
  Network network;
  EXPECT_FAILS(RELU_INVALID_MODEL, "<memory>:2:3: error: ",
               compileText("func.func @f() {\n  nonsense\n}", network));
  EXPECT_FAILS(RELU_INVALID_MODEL, "'<memory>' is not a valid model",
               compileText("func.func @f() {\n  nonsense\n}", network));
  EXPECT_FAILS(RELU_INVALID_MODEL, "", compileText("", network));
  EXPECT_FAILS(RELU_INVALID_MODEL, "",
               compileText("ML\xefR nonsense", network));
}

TEST(CApiCompile, SaysWhatTheVerifierSays) {
  Network network;
  EXPECT_FAILS(
      RELU_INVALID_MODEL, "'relu.dense' op expects",
      compileText("func.func @f(%x: tensor<1x2xf32>, %w: tensor<3x4xf32>) "
                  "-> tensor<1x4xf32> {\n"
                  "  %0 = relu.dense %x, %w : (tensor<1x2xf32>, "
                  "tensor<3x4xf32>) -> tensor<1x4xf32>\n"
                  "  return %0 : tensor<1x4xf32>\n}",
                  network));
}

TEST(CApiCompile, SaysWhatCanNotBeCompiled) {
  Network network;
  EXPECT_FAILS(RELU_INVALID_MODEL, "expected a public function",
               compileText("module {}", network));
  EXPECT_FAILS(
      RELU_INVALID_MODEL, "expected ranked tensors",
      compileText("func.func @f(%x: f32) -> f32 { return %x : f32 }", network));
  // Found while passes run, not while parsing.
  EXPECT_FAILS(
      RELU_INVALID_MODEL, "<memory>:2:8: error: ",
      compileText("func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
                  "  %0 = spirv.GL.Exp %x : f32\n"
                  "  return %x : tensor<4xf32>\n}",
                  network));
}

TEST(CApiCompile, RefusesOptionsOfAnotherVersion) {
  Network network;
  ReluOptions options = defaults();
  options.size = 0;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "RELU_OPTIONS_DEFAULT",
               compileText(kModel, network, &options));
  options.size = sizeof(ReluOptions) + 8;
  EXPECT_FAILS(RELU_UNSUPPORTED, "later version",
               compileText(kModel, network, &options));
}

TEST(CApiCompile, RefusesEachWrongOption) {
  Network network;
  ReluOptions options = defaults();
  options.cpu = "abacus";
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "cpu: expected the name of a CPU",
               compileText(kModel, network, &options));
  options = defaults();
  for (const char *features :
       {"abacus", "+abacus", "avx2", "+", ",", "+ssse3,"}) {
    options.features = features;
    EXPECT_FAILS(RELU_INVALID_ARGUMENT, "features: expected",
                 compileText(kModel, network, &options));
  }
  options = defaults();
  options.pipeline = "relu-optimize";
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "'relu-optimize'",
               compileText(kModel, network, &options));
  options = defaults();
  options.function = "neither";
  EXPECT_FAILS(RELU_UNKNOWN_FUNCTION, "layer(x: ?x2xf32) -> ?x3xf32",
               compileText(kModel, network, &options));
  options = defaults();
  options.threads = -1;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "threads: expected 1 to 1024, got -1",
               compileText(kModel, network, &options));
  options.threads = 1025;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "threads: expected 1 to 1024, got 1025",
               compileText(kModel, network, &options));
  options = defaults();
  options.batch = 5;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "batch",
               compileText(kModel, network, &options));
  options.batch = -2;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "batch",
               compileFile(kExamples + "digits.onnx", network, &options));
}

#ifdef __x86_64__
TEST(CApiCompile, RefusesACpuThatThisMachineIsNot) {
  Network network;
  ReluOptions options = defaults();
  options.features = "+xop,+fma4"; // of AMD's Bulldozer only
  EXPECT_FAILS(RELU_UNSUPPORTED, "it lacks",
               compileText(kModel, network, &options));
}
#endif
