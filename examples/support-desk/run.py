"""`make run`: the demonstration, from wherever it is called."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from demo.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
