"""All three, at full size: `python -m benchmarks.broadcasts`."""

import subprocess
import sys

PARTS = ("expanding", "throughput", "kills")


def main() -> int:
    """Run each in a process of its own, and return 0 when all came out as wanted."""
    failed = [
        part
        for part in PARTS
        if subprocess.run([sys.executable, "-m", f"benchmarks.broadcasts.{part}"], check=False).returncode
    ]
    if failed:
        print(f"Not as wanted: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
