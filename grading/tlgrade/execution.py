"""Run a grafted notebook in the sandbox, cell by cell, and go on after a cell that ended the process."""

import time
from dataclasses import dataclass, field

from tlcourse.exercises import Verdict
from tlgrade.graft import Graft, Place
from tlgrade.hosts import Death, ForgedError, Host, Session
from tlgrade.judging import judge_check, judge_test
from tlgrade.slicing import needed
from tlgrade.texts import short

__all__ = ["Run", "run_graft"]

STATUS = {"time": "timeout", "memory": "out-of-memory"}


@dataclass
class Run:
    """What happened, by the cell's number in the grafted notebook."""

    outputs: dict[int, list[dict]] = field(default_factory=dict)
    verdicts: dict[int, Verdict | None] = field(default_factory=dict)  # None: not for a machine to say
    statuses: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    troubles: dict[int, str] = field(default_factory=dict)  # why an answer's own cell did not run to its end

    def note(self, status: str, text: str) -> None:
        """Something that a person should read; once."""
        self.statuses.append(status)
        if text not in self.notes:
            self.notes.append(text)


class Execution:
    """One grafted notebook on its way through the sandbox."""

    def __init__(self, host: Host, graft: Graft, checks_only: bool, files: dict[str, bytes]):
        self.host, self.places, self.files = host, graft.places, files
        self.suspicion = graft.suspicion
        self.runs = needed(graft.places, checks_only)
        self.culprits: set[int] = set()
        self.deadline = time.monotonic() + host.limits.total_seconds
        self.run = Run()

    def go(self) -> Run:
        """Run all; a cell that ends the process is left out from then on, and the others go on in a new one."""
        position = 0
        while position < len(self.places):
            position = self._one_process(position)
            if len(self.culprits) > self.host.limits.restarts:
                self._give_up(position, "its process ended too often")
                break
        if self.suspicion:
            self._tampered(self.suspicion)
        return self.run

    def _one_process(self, start: int) -> int:
        """From `start` to the end, or to just after the cell that ended the process."""
        session, position = self.host.open(), 0
        try:
            for name, content in self.files.items():
                session.ask("file", 30, content, name=name)
            while position < len(self.places):
                if time.monotonic() > self.deadline:
                    self._give_up(
                        max(start, position), f"the submission took more than {self.host.limits.total_seconds:g} s"
                    )
                    session.kill()
                    return len(self.places)
                if self.runs[position] and position not in self.culprits:
                    self._step(session, position, again=position < start)
                position += 1
            session.end()
        except Death as death:
            self._died(position, death)
            return max(start, position + 1)
        except ForgedError as error:
            session.kill()
            self._tampered(str(error))
            return len(self.places)
        if session.meddled:
            self._tampered(f"the submission has changed {', '.join(sorted(set(session.meddled)))}")
        return len(self.places)

    def _step(self, session: Session, position: int, *, again: bool) -> None:
        place = self.places[position]
        if place.role == "test":
            if not again:
                self.run.verdicts[position] = self._judge(session, place)
            return
        limits = self.host.limits
        seconds = max(0.1, min(limits.cell_seconds, self.deadline - time.monotonic()))
        reply, _, late = session.ask("run", seconds, source=place.source, room=limits.output_kb * 1024)
        self.run.outputs[position] = reply.get("outputs", [])
        if reply.get("failed"):
            self.run.troubles[position] = f"The cell itself ended with {last_error(self.run.outputs[position])}"
        if late:
            self.run.troubles[position] = f"The cell was stopped after {seconds:.3g} seconds."
            self.run.note("timeout", f"{name_of(place)} was stopped after {seconds:.3g} s")

    def _judge(self, session: Session, place: Place) -> Verdict:
        seconds = self.host.limits.cell_seconds
        if place.template.check:
            return judge_check(session, place.template.check, seconds)
        return judge_test(session, place.source, place.template.points, seconds)

    def _died(self, position: int, death: Death) -> None:
        if position >= len(self.places):  # between the last answer and the end: nothing is lost
            return
        place = self.places[position]
        self.culprits.add(position)
        self.run.note(STATUS.get(death.reason, "killed"), f"{name_of(place)}: {death.told}")
        told = f"Your code was stopped: {death.told}."
        if place.role == "test":
            self.run.verdicts[position] = Verdict(0.0, "stops_the_program", told)
        else:
            self.run.troubles[position] = told
            self.run.outputs[position] = [
                {"output_type": "error", "ename": "Stopped", "evalue": told, "traceback": [told]}
            ]

    def _give_up(self, position: int, why: str) -> None:
        """What has not been reached gets no points, and a reason."""
        self.run.note("timeout" if "took" in why else "partial", why)
        for i in range(position, len(self.places)):
            if self.places[i].role == "test" and i not in self.run.verdicts:
                self.run.verdicts[i] = Verdict(0.0, "not_reached", f"This was not reached: {why}.")

    def _tampered(self, why: str) -> None:
        """No number of this run can be believed: a person looks."""
        self.run.note("tampered", short(why))
        for i, place in enumerate(self.places):
            if place.role == "test":
                self.run.verdicts[i] = None


def last_error(outputs: list) -> str:
    """Name and text of the error that a cell ended with, as far as it can be read."""
    errors = [out for out in outputs if isinstance(out, dict) and out.get("output_type") == "error"]
    return short(f"{errors[-1].get('ename')}: {errors[-1].get('evalue')}", 200) if errors else "an error."


def name_of(place: Place) -> str:
    """What to call a cell."""
    return place.template.grade_id if place.template and place.template.grade_id else "a cell of the notebook"


def run_graft(host: Host, graft: Graft, checks_only: bool, files: dict[str, bytes]) -> Run:
    """Run a grafted notebook in the sandbox.

    Raises:
        HostError: the sandbox itself has failed.
    """
    return Execution(host, graft, checks_only, files).go()
