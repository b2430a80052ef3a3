"""What the judge and a student's process say to each other: plans of programs, requests, replies, callbacks.

Exactly one reply answers each request; a reply names its request. This file knows no jax. Both sides import it.
"""

from __future__ import annotations

from gradlab.grade.wire_terms import Aval, Handle, Message, Value

# -------------------------------------------------------------------------------------------- plans of a program


class Call(Message, tag="call"):
    """The student's function itself, its traced arguments being holes."""

    id: int
    function: Value
    args: Value
    kwargs: Value


class Vmap(Message, tag="vmap"):
    id: int
    of: Plan
    axes: tuple[int | None, ...]
    size: int
    name: str | None


class Jvp(Message, tag="jvp"):
    """Results and their tangents; `wrt` are the operands that have one."""

    id: int
    of: Plan
    wrt: tuple[int, ...]


class Linear(Message, tag="lin"):
    """The tangents alone."""

    id: int
    of: Plan
    wrt: tuple[int, ...]


class Forward(Message, tag="fwd"):
    """Results and the residuals of the reverse pass."""

    id: int
    of: Plan
    wrt: tuple[int, ...]


class Backward(Message, tag="bwd"):
    """Residuals and cotangents to cotangents."""

    id: int
    token: int
    residuals: int


class Transpose(Message, tag="vjp"):
    """Operands and cotangents to cotangents: the forward pass is run again."""

    id: int
    of: Plan
    wrt: tuple[int, ...]
    operands: int


class Pick(Message, tag="pick"):
    """A traced program without its unused results."""

    id: int
    program: int
    used: tuple[int, ...]


class Checkify(Message, tag="chk"):
    id: int
    of: Plan
    errors: tuple[str, ...]


Plan = Call | Vmap | Jvp | Linear | Forward | Backward | Transpose | Pick | Checkify


class Check(Message, tag="ck"):
    """One check of a checkified program: its format and how many of its values are positional and named."""

    text: str
    positional: int
    named: tuple[str, ...]


class Facts(Message, tag="fa"):
    """What building a plan has found out about it."""

    id: int
    tree: Value = None
    batched: tuple[bool, ...] = ()
    outputs: int = 0
    token: int = 0
    checks: tuple[Check, ...] = ()


# ------------------------------------------------------------------------------------------------------ messages

Setting = bool | str | None


class RunCell(Message, tag="run"):
    cell_id: str
    source: str


class Fetch(Message, tag="fetch"):
    name: str


class Assign(Message, tag="assign"):
    name: str
    value: Value


class Delete(Message, tag="delete"):
    name: str


class Invoke(Message, tag="invoke"):
    """Call a function on concrete values."""

    function: Value
    args: Value
    kwargs: Value


class Apply(Message, tag="apply"):
    """Run a plan on concrete values, eagerly."""

    plan: Plan
    values: list[Value]


class Trace(Message, tag="trace"):
    plan: Plan
    avals: tuple[Aval, ...]


class Execute(Message, tag="execute"):
    """Run a traced program on concrete values."""

    program: int
    values: list[Value]


class Export(Message, tag="export"):
    program: int
    platform: str


class Quit(Message, tag="quit"):
    pass


class SharedValue(Message, tag="sv"):
    """The content of a shared container; for an instance of a class of the test's, its class and its `vars`."""

    index: int
    value: Value
    cls: Value = None


class Request(Message, tag="request"):
    seq: int
    body: RunCell | Fetch | Assign | Delete | Invoke | Apply | Trace | Execute | Export | Quit
    settings: tuple[Setting, ...] | None = None
    shared: tuple[SharedValue, ...] = ()
    compiles: bool = False
    """Whether the judge compiles for the student's process meanwhile."""


class Error(Message, tag="error"):
    """An exception: the qualified names of its class's order of resolution, what it printed as, plain arguments."""

    mro: tuple[str, ...]
    text: str
    args: tuple[Setting | int | float, ...]
    cls: Handle | None = None
    lines: tuple[str, ...] = ()
    raised: int | None = None
    """The number of the judge's own exception, when it only came through."""


class Mutation(Message, tag="mu"):
    """A mutable argument after the call: its new content, or None if it was deleted (a donated array)."""

    index: int
    content: Value


IMAGES = 12
"""Of one cell."""
IMAGE_BYTES = 2 << 20
CELL_OUTCOMES = ("passed", "error", "not attempted", "memory")


class Ran(Message, tag="ran"):
    text: str
    images: tuple[bytes, ...]
    error: str | None
    outcome: str
    names: tuple[str, ...]
    changed: tuple[str, ...]
    truncated: bool


class Got(Message, tag="got"):
    value: Value


class Applied(Message, tag="applied"):
    values: list[Value]
    facts: tuple[Facts, ...]


class Traced(Message, tag="traced"):
    program: int
    avals: tuple[Aval, ...]
    facts: tuple[Facts, ...]


class Exported(Message, tag="exported"):
    data: bytes


class Done(Message, tag="done"):
    pass


class Warned(Message, tag="w"):
    category: str
    text: str


class Reply(Message, tag="reply"):
    seq: int
    result: Ran | Got | Applied | Traced | Exported | Done | None
    error: Error | None = None
    printed: str = ""
    warnings: tuple[Warned, ...] = ()
    settings: tuple[Setting, ...] | None = None
    shared: tuple[SharedValue, ...] = ()
    mutations: tuple[Mutation, ...] = ()
    traces: tuple[tuple[int, int], ...] = ()
    """Counted function, and how often the student's side ran its copy."""
    cpu_s: float = 0.0
    """Processor time since the last reply, as the student's side says."""
    compile_s: float = 0.0
    """Of it, compiling and loading programs."""


class Callback(Message, tag="callback"):
    """The student's side asks, in the middle of request `seq`, for a counted function of the judge's."""

    seq: int
    number: int
    function: int
    args: Value
    kwargs: Value


class Answer(Message, tag="answer"):
    """The judge's answer to a callback; `error` and `raised` when the function raised."""

    seq: int
    number: int
    value: Value = None
    error: Error | None = None


class Compile(Message, tag="compile"):
    """The student's side asks, in the middle of request `seq`, for the machine code of a program."""

    seq: int
    module: bytes
    """StableHLO as text, in MLIR's generic form."""


class Compiled(Message, tag="compiled"):
    """The machine code of the program that was asked for; None: the judge does not compile it."""

    executable: bytes | None


ToStudent = Request | Answer | Compiled
ToJudge = Reply | Callback | Compile
