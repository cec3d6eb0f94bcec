// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls the system's linker, which relu does not replace.

#include "relu/AheadOfTime/CompiledObject.h"

#include "relu/Execution/File.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace relu;

static Expected<std::string> findLinker(const relu::Target &target,
                                        StringRef wanted) {
  if (!wanted.empty()) {
    ErrorOr<std::string> path = sys::findProgramByName(wanted);
    if (path)
      return *path;
    return createStringError("expected a linker, got '" + wanted +
                             "', which is no program");
  }
  Triple triple(target.getTriple());
  SmallVector<std::string, 2> names;
  if (triple.getArch() == Triple(sys::getProcessTriple()).getArch())
    names.push_back("ld");
  // The names of cross toolchains leave the vendor out.
  names.push_back((triple.getArchName() + "-" + triple.getOSName() + "-" +
                   triple.getEnvironmentName() + "-ld")
                      .str());
  names.push_back("ld.lld");
  for (const std::string &name : names)
    if (ErrorOr<std::string> path = sys::findProgramByName(name))
      return *path;
  return createStringError("expected a linker for " + target.getTriple() +
                           " on PATH: one of " + join(names, ", "));
}

Error relu::linkSharedLibrary(const CompiledObject &object,
                              const relu::Target &target, StringRef linker,
                              StringRef path) {
  Expected<std::string> program = findLinker(target, linker);
  if (!program)
    return program.takeError();
  SmallString<128> model;
  sys::path::system_temp_directory(/*ErasedOnReboot=*/true, model);
  sys::path::append(model, "relu-%%%%%%%%.o");
  Expected<sys::fs::TempFile> input = sys::fs::TempFile::create(model);
  if (!input)
    return input.takeError();
  auto link = [&](StringRef temporary) -> Error {
    {
      raw_fd_ostream os(input->FD, /*shouldClose=*/false);
      os << StringRef(object.bytes.data(), object.bytes.size());
      os.flush();
      std::error_code code = os.error();
      os.clear_error(); // a stream that is destroyed with an error aborts
      if (code)
        return createStringError(
            "expected room for " + Twine(object.bytes.size()) + " bytes in '" +
            input->TmpName + "', got '" + code.message() + "'");
    }
    SmallVector<StringRef, 8> arguments = {*program, "-shared", "-o", temporary,
                                           input->TmpName};
    if (object.needsLibm)
      arguments.push_back("-lm");
    std::string message;
    int code =
        sys::ExecuteAndWait(*program, arguments, std::nullopt, {},
                            /*SecondsToWait=*/0, /*MemoryLimit=*/0, &message);
    if (code == 0)
      return Error::success();
    return createStringError(
        "the linker '" + *program + "' failed with " +
        (message.empty() ? "exit code " + Twine(code) : Twine(message)));
  };
  Error error = replaceFile(path, link);
  consumeError(input->discard());
  return error;
}
