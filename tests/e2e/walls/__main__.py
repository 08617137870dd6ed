"""Prints the matrix of walls and attacks."""

from tests.e2e.walls.matrix import SANDBOX
from tests.e2e.walls.matrix_above import ABOVE_ROWS, REFERENCED
from tests.e2e.walls.page import page

print(page((*SANDBOX, *ABOVE_ROWS, *REFERENCED)))
