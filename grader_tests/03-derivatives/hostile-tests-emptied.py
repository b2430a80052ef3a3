"""An AST transformer empties the body of every test function, and elasticity answers 1.

loses: elasticity-check::*
source: threats.md, against the mark
"""
# %% elasticity
import ast

class Emptied(ast.NodeTransformer):
    def visit_FunctionDef(self, node):
        if node.name.startswith("test_"):
            node.body = [ast.Pass()]
        return ast.fix_missing_locations(node)

get_ipython().ast_transformers.append(Emptied())

def elasticity(f, x):
    return 1.0
