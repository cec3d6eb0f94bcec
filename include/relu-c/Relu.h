/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * relu for C, and for whatever calls C: compiles a network, tells what its
 * functions take and give, and runs them on buffers of the caller. C99; knows
 * nothing of MLIR.
 *
 * No function aborts, throws or prints. Those that can fail return a
 * ReluStatus; reluGetLastError() then says what was expected and what was
 * found. All functions may be called from several threads at once, on one
 * network too, except that reluDestroyNetwork must be the last that uses it. A
 * bound call is for one thread at a time.
 */

#ifndef RELU_C_RELU_H
#define RELU_C_RELU_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define RELU_C_API __attribute__((visibility("default")))
#else
#define RELU_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Changes when a program that was compiled with an older header would no
 * longer work. Compare it with reluGetAbiVersion(). */
#define RELU_ABI_VERSION 1

/** RELU_ABI_VERSION of the library that is loaded. */
RELU_C_API int32_t reluGetAbiVersion(void);

/** The release, such as "0.1.0". */
RELU_C_API const char *reluGetVersion(void);

/** How a call went. */
typedef enum ReluStatus {
  RELU_OK = 0,
  RELU_INVALID_ARGUMENT = 1, /**< a null pointer, or an option out of range */
  RELU_FILE_ERROR = 2,       /**< a file that can not be read */
  RELU_INVALID_MODEL = 3,    /**< a network that does not parse or compile */
  RELU_UNSUPPORTED = 4,      /**< this machine or this build can not do it */
  RELU_UNKNOWN_FUNCTION = 5, /**< the network has no such function */
  RELU_WRONG_COUNT = 6,      /**< too many or too few inputs or results */
  RELU_WRONG_ELEMENT = 7,    /**< elements of another type */
  RELU_WRONG_SHAPE = 8,      /**< another rank or size */
  RELU_BUFFER_TOO_SMALL = 9, /**< fewer bytes than the shape takes */
  RELU_OUT_OF_MEMORY = 10,
  RELU_INTERNAL_ERROR = 11 /**< a mistake of relu or of LLVM */
} ReluStatus;

/** What the last failed call of this thread had to say; "" if none failed yet.
 * Good until the next call that fails in this thread. */
RELU_C_API const char *reluGetLastError(void);

/*===----------------------------------------------------------------------===*
 * Compilation
 *===----------------------------------------------------------------------===*/

/** A compiled network. */
typedef struct ReluNetwork ReluNetwork;

/** How to compile. Begin with RELU_OPTIONS_DEFAULT and set what you need:
 * later versions add members at the end. */
typedef struct ReluOptions {
  /** sizeof(ReluOptions): tells the library which members there are. */
  size_t size;
  /** A CPU as LLVM names it, such as "x86-64-v3"; null or "host" for this
   * machine. RELU_UNSUPPORTED if this machine can not run its code. */
  const char *cpu;
  /** Features to add to the CPU or to take from it, such as "-avx512f,+fma";
   * null for none. */
  const char *features;
  /** "relu-compile", or "relu-reference": slow, and obviously right. Null for
   * the former. */
  const char *pipeline;
  /** The only function to compile; null for all public ones. */
  const char *function;
  /** For ONNX only, the first size of every input: -1 for one that is not known
   * before run time, 0 for what the file says. */
  int64_t batch;
  /** Threads that one call may use, 1 to 1024, where it has work for them; 0
   * leaves it to the library, which then takes one. More than one need LLVM's
   * OpenMP run-time library, libomp.so.5: RELU_UNSUPPORTED without it. */
  int32_t threads;
} ReluOptions;

/** This machine, all functions, the sizes of the file, one thread. */
#define RELU_OPTIONS_DEFAULT {sizeof(ReluOptions), 0, 0, 0, 0, 0, 0}

/** Compiles the network in a file: ONNX when its name ends with .onnx, else
 * MLIR, as text or bytecode. `options` may be null. On success `*network` is to
 * be given to reluDestroyNetwork, else it is null. The network does not depend
 * on the file any more. */
RELU_C_API ReluStatus reluCompileFile(const char *path,
                                      const ReluOptions *options,
                                      ReluNetwork **network);

/** The same for `size` bytes of MLIR in memory, text or bytecode. */
RELU_C_API ReluStatus reluCompileMemory(const void *bytes, size_t size,
                                        const ReluOptions *options,
                                        ReluNetwork **network);

/** Does nothing for null. */
RELU_C_API void reluDestroyNetwork(ReluNetwork *network);

/*===----------------------------------------------------------------------===*
 * Signatures
 *
 * A function is known by its index. All pointers are good as long as the
 * network is. Where a status is returned, nothing is written on failure.
 *===----------------------------------------------------------------------===*/

/** What an element is. RELU_I8 to RELU_I64 are also MLIR's integers without a
 * sign. An element of RELU_I1 is a byte that is 0 or 1. */
typedef int32_t ReluElement;
enum {
  RELU_F16 = 0,
  RELU_BF16 = 1,
  RELU_F32 = 2,
  RELU_F64 = 3,
  RELU_I1 = 4,
  RELU_I8 = 5,
  RELU_I16 = 6,
  RELU_I32 = 7,
  RELU_I64 = 8,
  RELU_U8 = 9,
  RELU_U16 = 10,
  RELU_U32 = 11,
  RELU_U64 = 12
};

/** Bytes of an element; 0 for a number that is no element type. */
RELU_C_API size_t reluGetElementSize(ReluElement element);

/** The type of an input or a result. */
typedef struct ReluType {
  ReluElement element;
  int32_t rank;
  const int64_t *sizes; /**< outermost first; -1: not known before run time */
} ReluType;

/** How many functions there are; 0 for null. */
RELU_C_API size_t reluGetFunctionCount(const ReluNetwork *network);

/** The index of a function; `name` may be null if there is only one. */
RELU_C_API ReluStatus reluFindFunction(const ReluNetwork *network,
                                       const char *name, size_t *function);

/** Null if there is no such function. */
RELU_C_API const char *reluGetFunctionName(const ReluNetwork *network,
                                           size_t function);

/** As text: "digits(images: ?x64xf32) -> ?x10xf32". Null if there is no such
 * function. */
RELU_C_API const char *reluGetSignature(const ReluNetwork *network,
                                        size_t function);

/** 0 if there is no such function. */
RELU_C_API size_t reluGetInputCount(const ReluNetwork *network,
                                    size_t function);
RELU_C_API size_t reluGetResultCount(const ReluNetwork *network,
                                     size_t function);

/** "" for an input without a name, null if there is no such input. */
RELU_C_API const char *reluGetInputName(const ReluNetwork *network,
                                        size_t function, size_t input);

RELU_C_API ReluStatus reluGetInputType(const ReluNetwork *network,
                                       size_t function, size_t input,
                                       ReluType *type);
RELU_C_API ReluStatus reluGetResultType(const ReluNetwork *network,
                                        size_t function, size_t result,
                                        ReluType *type);

/*===----------------------------------------------------------------------===*
 * Calls
 *===----------------------------------------------------------------------===*/

/** A buffer of the caller. */
typedef struct ReluBuffer {
  /** The first element. An input is only read. */
  void *data;
  /** How many bytes there are at `data`. */
  size_t bytes;
  /** `rank` sizes, outermost first; may be null for rank 0. */
  const int64_t *sizes;
  /** `rank` distances between neighbours, in elements, not negative; null for
   * contiguous: the last dimension fastest, no gaps. What is not contiguous, or
   * not aligned to an element, is copied on the way. */
  const int64_t *strides;
  ReluElement element;
  int32_t rank;
} ReluBuffer;

/** The sizes of all results of a call, one after the other, outermost first:
 * as many as the ranks of all results sum up to. `data`, `bytes` and `strides`
 * of the inputs are not looked at. `count` is the number of elements of
 * `sizes`. */
RELU_C_API ReluStatus reluGetResultSizes(const ReluNetwork *network,
                                         size_t function,
                                         const ReluBuffer *inputs,
                                         size_t inputCount, int64_t *sizes,
                                         size_t count);

/** Runs a function. The results are written in full, or not at all when the
 * call fails. Results must not overlap inputs or each other. Allocates nothing
 * for up to 8 inputs and 8 results that are contiguous and have up to 6
 * dimensions, once as many threads have called as call at the same time, with
 * inputs as large. */
RELU_C_API ReluStatus reluRun(const ReluNetwork *network, size_t function,
                              const ReluBuffer *inputs, size_t inputCount,
                              const ReluBuffer *results, size_t resultCount);

/** A call whose function, buffers and workspace are fixed: it was checked
 * beforehand, so that running it costs what the function costs. */
typedef struct ReluBoundCall ReluBoundCall;

/** Checks what reluRun checks, and keeps a call on these buffers, whose memory
 * has to stay where it is; the descriptions of them are not needed any more.
 * RELU_INVALID_ARGUMENT for a buffer that is not contiguous or not aligned to
 * an element: a bound call copies nothing. On success `*call` is to be given to
 * reluDestroyBound, else it is null. It stays good when the network is
 * destroyed. */
RELU_C_API ReluStatus reluBind(const ReluNetwork *network, size_t function,
                               const ReluBuffer *inputs, size_t inputCount,
                               const ReluBuffer *results, size_t resultCount,
                               ReluBoundCall **call);

/** Reads the inputs and writes the results. One bound call is for one thread at
 * a time; several of one network may run at once. Fails for null only, and
 * allocates nothing. */
RELU_C_API ReluStatus reluRunBound(ReluBoundCall *call);

/** Does nothing for null. */
RELU_C_API void reluDestroyBound(ReluBoundCall *call);

#ifdef __cplusplus
}
#endif

#endif /* RELU_C_RELU_H */
