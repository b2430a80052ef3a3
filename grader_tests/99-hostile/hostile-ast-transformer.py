"""An AST transformer of IPython empties the body of every test function; no test function is compiled there.

loses: double-check::*
layer: judge
source: threats.md
"""
# %% double
import ast

from IPython import get_ipython


class Emptied(ast.NodeTransformer):
    def visit_FunctionDef(self, node):
        if node.name.startswith("test_"):
            node.body = [ast.Pass()]
        return node


get_ipython().ast_transformers.append(Emptied())


def double(x):
    return x
