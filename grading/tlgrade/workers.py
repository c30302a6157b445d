"""Hand work to workers: threads on this machine, each with its own fork server, or Dask's on many machines.

What is sent is JSON, and what comes back is JSON. Dask is for trusted workers: use TLS or a gateway.
"""

import base64
import json
import os
import threading
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict
from functools import lru_cache

from tlgrade.course import CourseError
from tlgrade.grading import Job, grade
from tlgrade.hosts import Host
from tlgrade.isolation import Isolation
from tlgrade.limits import Limits
from tlgrade.results import Result
from tlgrade.template import Check, Template, TemplateCell

__all__ = ["LocalWorkers", "pack_job", "work"]


def pack_job(job: Job, isolation: Isolation, limits: Limits, preload: list[str]) -> str:
    """A job as text, with how to run it."""
    data = {**asdict(job), "submitted": _coded(job.submitted), "files": _coded(job.files)}
    return json.dumps({"job": data, "parts": isolation.parts, "limits": limits.as_dict(), "preload": preload})


def unpack_job(packed: str) -> tuple[Job, str]:
    """The job, and the text that names its host."""
    data = json.loads(packed)
    job = data.pop("job")
    job["templates"] = [_template(template) for template in job["templates"]]
    job["submitted"], job["files"] = _decoded(job["submitted"]), _decoded(job["files"])
    return Job(**job), json.dumps(data)


def work(packed: str) -> str:
    """Grade one submission; the same on this machine and on any other."""
    job, settings = unpack_job(packed)
    return json.dumps(grade(job, host_of(os.getpid(), threading.get_ident(), settings)).as_dict())


@lru_cache(maxsize=64)
def host_of(process: int, thread: int, settings: str) -> Host:
    """The fork server of a thread. It ends with the process that asked for it."""
    return make_host(settings)


def make_host(settings: str) -> Host:
    """A fork server, not started."""
    data = json.loads(settings)
    return Host(Isolation(tuple(data["parts"])), Limits(**data["limits"]), data["preload"])


class LocalWorkers:
    """Workers on this machine."""

    def __init__(self, count: int):
        self.count = count
        self.executor: Executor = ThreadPoolExecutor(count, thread_name_prefix="tlgrade")
        self.hosts: dict[int, Host] = {}

    def submit(self, packed: str):
        """Start on a job; returns a future of the result's text."""
        return self.executor.submit(self._work, packed)

    def _work(self, packed: str) -> str:
        job, settings = unpack_job(packed)
        thread = threading.get_ident()
        if thread not in self.hosts:
            self.hosts[thread] = make_host(settings)
        return json.dumps(grade(job, self.hosts[thread]).as_dict())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.executor.shutdown(cancel_futures=True)
        for host in self.hosts.values():
            host.close()


class DaskWorkers:
    """Workers of a Dask cluster, by the address of its scheduler."""

    def __init__(self, address: str):
        try:
            from distributed import Client
        except ImportError:
            raise CourseError("--cluster needs Dask: pip install 'tlcourse[cluster]'") from None
        self.client = Client(address)
        self.count = sum(self.client.nthreads().values())

    def submit(self, packed: str):
        """Start on a job; returns a future of the result's text."""
        return self.client.get_executor(retries=3, pure=False).submit(work, packed)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()


def result_of(text: str) -> Result:
    """The result that a worker has sent."""
    return Result.from_dict(json.loads(text))


def _template(data: dict) -> Template:
    cells = [TemplateCell(**{**cell, "check": cell["check"] and Check(**cell["check"])}) for cell in data["cells"]]
    return Template(data["name"], cells, data["metadata"])


def _coded(files: dict[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def _decoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(content) for name, content in files.items()}
