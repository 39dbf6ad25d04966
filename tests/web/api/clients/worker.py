"""A worker in a process of its own: takes jobs by HTTP, notes each that it completed, until none came for a while."""

from __future__ import annotations

import json
import os
import sys
import time

import requests


def main(url: str, token: str, name: str, notes: str, lock: int, patience: float) -> None:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    wanted = {"type": "ship", "timeout": lock, "maxJobsToActivate": 10, "worker": name, "requestTimeout": 1000}
    idle = time.monotonic()
    while time.monotonic() - idle < patience:
        answer = session.post(f"{url}/v2/jobs/activation", json=wanted, timeout=30)
        answer.raise_for_status()
        for job in answer.json()["jobs"]:
            idle = time.monotonic()
            done = session.post(f"{url}/v2/jobs/{job['jobKey']}/completion", json={"variables": {}}, timeout=30)
            with open(notes, "a", encoding="utf-8") as file:  # one write of one line: processes do not mix them
                file.write(json.dumps([job["jobKey"], done.status_code, name, os.getpid()]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), float(sys.argv[6]))
