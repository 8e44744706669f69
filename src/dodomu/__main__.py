import sys

from dodomu.site.cli import main

if __name__ == "__main__":
    sys.exit(main())
