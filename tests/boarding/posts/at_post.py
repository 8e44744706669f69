"""The process that is a post in these tests: it does what it is told, line by line, and answers with JSON."""

import json
import sys
import traceback

import django

django.setup()

from tests.boarding.posts import acts  # noqa: E402  (the settings are read first)


def main() -> None:
    for line in sys.stdin:
        wanted = json.loads(line)
        try:
            answer = {"is": getattr(acts, wanted["do"])(*wanted["with"], **wanted["named"])}
        except Exception:  # noqa: BLE001  (whatever it is, the test is to show it)
            answer = {"fault": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
