"""jit, block_until_ready and the clock are patched; the solutions that use them get what they deserve.

loses: compiled-gradient-check::test_one_trace_for_each_shape,
    count-traces-check::test_new_shape_is_a_new_trace,
    count-traces-check::test_back_to_a_known_shape,
    count-traces-check::test_dtype_and_weak_type_count,
    count-traces-check::test_every_argument_counts,
    poly-check::test_coefficients_are_static,
    poly-check::test_second_call_runs_no_python,
    time-it-check::test_waits_for_every_array
source: threats.md, against the mark
"""
# %% new after imports
compile = jax.jit


class NoJit:
    def __init__(self, f, **kwargs):
        self.f, self.compiled = f, compile(f, **kwargs)

    def __call__(self, *args, **kwargs):
        return self.f(*args, **kwargs)

    def __getattr__(self, name):
        return getattr(self.compiled, name)


jax.jit = NoJit
jax.block_until_ready = lambda tree: tree
time.perf_counter = lambda: 0.0
