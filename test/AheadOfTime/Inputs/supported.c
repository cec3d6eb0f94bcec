/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Exit code 0: this CPU can run the network, 3: it can not.
 */

#include "net.h"

int main(void) { return net_supported() ? 0 : 3; }
