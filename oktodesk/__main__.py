"""``python -m oktodesk`` is ``oktodesk``."""

import sys

from oktodesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
