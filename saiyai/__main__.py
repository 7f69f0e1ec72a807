"""`python -m saiyai` is `saiyai`."""

import sys

from saiyai.cli import main

if __name__ == "__main__":
    sys.exit(main())
