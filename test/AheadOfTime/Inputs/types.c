/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Passes arrays of every type, and writes the results one after the other.
 * usage: types > RESULTS      exit code 3: not on this CPU
 */

#include "types.h"

#include <stdio.h>

int main(void) {
  /* -2, -1, 0, 0.5, 1 and 2 as f16 and as bf16. */
  static const uint16_t h[6] = {0xc000, 0xbc00, 0x0000, 0x3800, 0x3c00, 0x4000};
  static const uint16_t b[6] = {0xc000, 0xbf80, 0x0000, 0x3f00, 0x3f80, 0x4000};
  static const double d[6] = {-2, -1, 0, 0.5, 1, 2};
  static const int32_t n[4] = {1, -2, 3, 1000000000};
  static const uint8_t u[1] = {200}, t[2] = {1, 0};
  uint16_t y0[TYPES_Y0_SIZE0 * TYPES_Y0_SIZE1], y1[TYPES_Y1_SIZE0 * TYPES_Y1_SIZE1];
  double y2[TYPES_Y2_SIZE0 * TYPES_Y2_SIZE1];
  int32_t y3[TYPES_Y3_SIZE0];
  uint8_t y4[1], y5[TYPES_Y5_SIZE0];
  if (!types_supported())
    return 3;
  if (types_run(h, b, d, n, u, t, y0, y1, y2, y3, y4, y5) != TYPES_OK)
    return 1;
  fwrite(y0, 1, sizeof y0, stdout);
  fwrite(y1, 1, sizeof y1, stdout);
  fwrite(y2, 1, sizeof y2, stdout);
  fwrite(y3, 1, sizeof y3, stdout);
  fwrite(y4, 1, sizeof y4, stdout);
  fwrite(y5, 1, sizeof y5, stdout);
  return 0;
}
