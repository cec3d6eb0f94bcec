// What activations and schedules refuse.

// RUN: relu-opt %s --verify-diagnostics --split-input-file

// expected-error@+1 {{expects subgradient in [0, 1], got -1.000000e+00}}
#relu_subgradient_negative = #relu.relu<subgradient = -1.0>

// -----

// expected-error@+1 {{expects subgradient in [0, 1], got 1.500000e+00}}
#relu_subgradient_above_one = #relu.relu<subgradient = 1.5>

// -----

// expected-error@+1 {{expects subgradient in [0, 1], got nan}}
#relu_subgradient_nan = #relu.relu<subgradient = 0x7FF8000000000000>

// -----

// expected-error@+1 {{expects bounds that are numbers, got NaN}}
#clipped_relu_min_nan = #relu.clipped_relu<min = 0x7FF8000000000000>

// -----

// expected-error@+1 {{expects bounds that are numbers, got NaN}}
#clipped_relu_max_nan = #relu.clipped_relu<max = 0x7FF8000000000000>

// -----

// expected-error@+1 {{expects a finite alpha, got INF}}
#leaky_relu_alpha_infinite = #relu.leaky_relu<alpha = inf>

// -----

// expected-error@+1 {{expects a finite alpha, got nan}}
#leaky_relu_alpha_nan = #relu.leaky_relu<alpha = 0x7FF8000000000000>

// -----

// expected-error@+1 {{expects a finite alpha, got -INF}}
#thresholded_relu_alpha_infinite = #relu.thresholded_relu<alpha = -inf>

// -----

// expected-error@+1 {{expects a finite alpha, got INF}}
#elu_alpha_infinite = #relu.elu<alpha = inf>

// -----

// expected-error@+1 {{expects a finite alpha other than zero, got 0.000000e+00}}
#celu_alpha_zero = #relu.celu<alpha = 0.0>

// -----

// expected-error@+1 {{expects a finite alpha other than zero, got INF}}
#celu_alpha_infinite = #relu.celu<alpha = inf>

// -----

// expected-error@+1 {{expects a positive finite beta, got 0.000000e+00}}
#softplus_beta_zero = #relu.softplus<beta = 0.0>

// -----

// expected-error@+1 {{expects a positive finite beta, got -1.000000e+00}}
#silu_beta_negative = #relu.silu<beta = -1.0>

// -----

// expected-error@+1 {{expects finite alpha and beta, got INF and 5.000000e-01}}
#hard_sigmoid_alpha_infinite = #relu.hard_sigmoid<alpha = inf>

// -----

// expected-error@+2 {{failed to parse GeluAttr parameter 'approximate'}}
// expected-error@+1 {{expected one of [none, tanh]}}
#gelu_unknown_form = #relu.gelu<approximate = erf>

// -----

// expected-error@+3 {{failed to parse LeakyReluAttr parameter 'alpha'}}
// expected-error@+2 {{unexpected decimal integer literal for a floating point value}}
// expected-note@+1 {{add a trailing dot to make the literal a float}}
#parameter_needs_a_point = #relu.leaky_relu<alpha = 1>

// -----

// expected-error@+1 {{unknown attribute `maxout` in dialect `relu`}}
#unknown_activation = #relu.maxout

// -----

// expected-error@+1 {{expects rows from 1 to 64, got 0}}
#schedule_c1_rows_zero = #relu.schedule<isa = avx512, rows = 0, cols = 48, row_block = 378, unroll = 2>

// -----

// expected-error@+1 {{expects rows from 1 to 64, got 65}}
#schedule_c1_rows_above_limit = #relu.schedule<isa = avx512, rows = 65, cols = 48, row_block = 65, unroll = 2>

// -----

// expected-error@+1 {{expects cols from 1 to 1024, got 2048}}
#schedule_c1_cols_above_limit = #relu.schedule<isa = avx512, rows = 9, cols = 2048, row_block = 378, unroll = 2>

// -----

// expected-error@+1 {{expects unroll from 1 to 16, got -2}}
#schedule_c1_unroll_negative = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = -2>

// -----

// expected-error@+1 {{expects row_block from 1 to 2147483648, got 0}}
#schedule_c1_row_block_zero = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 0, unroll = 2>

// -----

// expected-error@+1 {{expects lanes = outputs for alternate, got rows}}
#schedule_c5_lanes = #relu.schedule<isa = avx512, rows = 1, cols = 16, row_block = 1, unroll = 2, lanes = rows, alternate = true>

// -----

// expected-error@+1 {{expects lanes = outputs for sparse_input, got rows}}
#schedule_c2_lanes = #relu.schedule<isa = avx512, rows = 1, cols = 16, row_block = 1, unroll = 2, lanes = rows, sparse_input = true>

// -----

// expected-error@+1 {{expects row_threads from 1 to 1024, got 0}}
#schedule_c1_row_threads_zero = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2, row_threads = 0>

// -----

// expected-error@+1 {{expects thread_rows from 1 to 2147483648, got -1}}
#schedule_c1_thread_rows_negative = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2, thread_rows = -1>

// -----

// expected-error@+1 {{expects col_threads from 1 to 1024, got 1025}}
#schedule_c1_col_threads_above_limit = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2, col_threads = 1025>

// -----

// expected-error@+1 {{expects row_threads or col_threads to be 1, got 2 and 3}}
#schedule_c3_both = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2, row_threads = 2, col_threads = 3>

// -----

// expected-error@+1 {{expects col_threads to be 1 with lanes = rows, got 2}}
#schedule_c4_rows_in_lanes = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2, lanes = rows, col_threads = 2>

// -----

// expected-error@+2 {{failed to parse ScheduleAttr parameter 'isa'}}
// expected-error@+1 {{to be one of: generic, avx2, avx512}}
#schedule_unknown_isa = #relu.schedule<isa = amx, rows = 9, cols = 48, row_block = 378, unroll = 2>
