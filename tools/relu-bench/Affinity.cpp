// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pins threads by what the kernel says of this process: no library has to tell
// which threads it started.

#include "Affinity.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <sched.h>
#include <thread>
#include <unistd.h>

using namespace relu::bench;

static void setCores(int thread, llvm::ArrayRef<int> cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int core : cores)
    CPU_SET(core, &set);
  // A thread that has ended needs no core.
  (void)sched_setaffinity(thread, sizeof(set), &set);
}

llvm::Expected<Affinity> Affinity::create(std::optional<int> first,
                                          int threads) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
    return llvm::createStringError("the cores of this process are not known");
  std::string names;
  for (int core = 0; core < CPU_SETSIZE; ++core)
    if (CPU_ISSET(core, &allowed)) {
      first = first.value_or(core);
      names += (names.empty() ? "" : ", ") + std::to_string(core);
    }
  std::vector<int> cores;
  for (int core = first.value_or(0); core < first.value_or(0) + threads;
       ++core) {
    if (core < 0 || core >= CPU_SETSIZE || !CPU_ISSET(core, &allowed))
      return llvm::createStringError(
          "--core and --threads: expected cores that this process may use (" +
          names + "), got core " + llvm::Twine(core));
    cores.push_back(core);
  }
  return Affinity(std::move(cores));
}

void Affinity::spread() const { setCores(0, cores); }

void Affinity::pin() {
  setCores(0, cores.front());
  std::error_code error;
  std::set<int> started; // in the order of their numbers
  for (llvm::sys::fs::directory_iterator entry("/proc/self/task", error), end;
       !error && entry != end; entry.increment(error)) {
    int thread;
    if (!llvm::sys::path::filename(entry->path()).getAsInteger(10, thread) &&
        thread != getpid() && pinned.insert(thread).second)
      started.insert(thread);
  }
  size_t next = 1;
  for (int thread : started) {
    setCores(thread, cores[cores.size() == 1 ? 0 : next]);
    next = next + 1 == cores.size() ? 1 : next + 1;
  }
}

double Affinity::sumOverCores(llvm::function_ref<double()> measure) const {
  std::vector<double> results(cores.size());
  std::vector<std::thread> others;
  for (size_t i = 1; i < cores.size(); ++i)
    others.emplace_back([&, i] {
      setCores(0, cores[i]);
      results[i] = measure();
    });
  results[0] = measure();
  double sum = results[0];
  for (size_t i = 1; i < cores.size(); ++i) {
    others[i - 1].join();
    sum += results[i];
  }
  return sum;
}
