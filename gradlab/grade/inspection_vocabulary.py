"""The words an exported program may be written in: operations, their attributes, element types.

Closed lists, drawn from what jax emits: docs/programs.md says for what, and why each is safe. Trusted side; used by `inspection`.
"""

from __future__ import annotations

CHLO = str.split(
    "acos acosh asin asinh atan atanh bessel_i1e conj cosh digamma erf erf_inv erfc is_inf is_neg_inf is_pos_inf "
    "lgamma next_after polygamma scan sinh square tan top_k zeta"
)
"""Operations of arrays of one shape that XLA expands; top_k; scan, as which JAX 0.12 writes cumulative sums for a GPU."""

OPERATION_NAMES = frozenset(
    ["func.func", "func.call", "func.return"]
    + [
        "stablehlo." + name
        for name in str.split(
            "abs add and atan2 bitcast_convert "
            "broadcast_in_dim case cbrt ceil cholesky clamp compare complex composite concatenate constant convert "
            "convolution cosine count_leading_zeros custom_call divide dot_general dynamic_slice "
            "dynamic_update_slice exponential exponential_minus_one fft floor gather get_dimension_size imag iota is_finite log "
            "log_plus_one logistic maximum minimum multiply negate not optimization_barrier or pad popcnt power "
            "real reduce reduce_precision reduce_window remainder reshape return reverse rng rng_bit_generator "
            "round_nearest_afz round_nearest_even rsqrt scatter select select_and_scatter shift_left "
            "shift_right_arithmetic shift_right_logical sign sine slice sort sqrt subtract tan tanh transpose "
            "triangular_solve while xor"
        )
    ]
    + ["chlo." + name for name in CHLO]
)
"""What may occur: no communication, no token, no dynamic shape, no infeed, nothing of another dialect."""

ATTRIBUTE_NAMES = frozenset(
    str.split(
        "arg_attrs base_dilations batch_group_count broadcast_dimensions callee compare_type "
        "comparison_direction composite_attributes decomposition dimension dimension_numbers dimensions "
        "dot_dimension_numbers edge_padding_high edge_padding_low exponent_bits feature_group_count "
        "fft_length fft_type function_type indices_are_sorted interior_padding iota_dimension "
        "is_associative is_reverse is_stable k left_side lhs_dilation limit_indices lower mantissa_bits "
        "name operandSegmentSizes padding permutation precision_config res_attrs resultSegmentSizes "
        "result_accuracy rhs_dilation rng_algorithm rng_distribution scatter_dimension_numbers "
        "slice_sizes start_indices strides sym_name sym_visibility transpose_a unique_indices "
        "unit_diagonal value version window_dilations window_dimensions window_reversal window_strides "
    )
)
"""Attributes of those operations. Anything else is a word to the compiler, as a sharding or a placement."""

ELEMENT_TYPES = frozenset(
    str.split(
        "i1 i2 i4 i8 i16 i32 i64 ui2 ui4 ui8 ui16 ui32 ui64 f16 bf16 f32 f64 complex<f32> complex<f64> f4E2M1FN "
        "f8E3M4 f8E4M3 f8E4M3FN f8E4M3B11FNUZ f8E4M3FNUZ f8E5M2 f8E5M2FNUZ f8E8M0FNU"
    )
)
