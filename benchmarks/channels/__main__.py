"""Every channel beside its peer, one after another.

    python -m benchmarks.channels [sms_smpp] [email] [telegram] [paper]

Each runs in a process of its own; alone it takes arguments (`python -m benchmarks.channels.email --mails 500`).
"""

import subprocess
import sys

NAMES = ("sms_smpp", "email", "telegram", "paper")
WRONG = 2


def main() -> int:
    """Run those that are named, or all, and return 0 when each of them did what is wanted."""
    wanted = sys.argv[1:] or NAMES
    if unknown := [name for name in wanted if name not in NAMES]:
        print(f"There is no channel {', '.join(unknown)} here. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return WRONG
    failed = [name for name in wanted if not _runs(name)]
    if failed:
        print(f"\nNot as wanted: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _runs(name: str) -> bool:
    print(f"\n## {name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"benchmarks.channels.{name}"], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
