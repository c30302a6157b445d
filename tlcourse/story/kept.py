"""Outcomes of the full story, kept on disk: it trains for over an hour, and goes on where it was cut."""

import hashlib
import json
from pathlib import Path

from tlcourse.places import cache_folder
from tlcourse.quiet import import_keras
from tlcourse.story.experiments import EXPERIMENTS, Outcome, Setting

__all__ = ["kept_outcome", "run_and_keep"]

RECIPE = "1"  # changes when the same setting would give another outcome
BORROWING = ("feature_extraction", "fine_tuning", "forgetting")  # what depends on the borrowed weights


def kept_outcome(name: str, setting: Setting) -> Outcome | None:
    """What an earlier run measured for this regime in this very setting, or None."""
    try:
        return Outcome(**json.loads(entry_of(name, setting).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def run_and_keep(name: str, setting: Setting) -> Outcome:
    """Run the regime `name` and keep its outcome: written beside its place, then renamed."""
    outcome, entry = EXPERIMENTS[name](setting), entry_of(name, setting)
    entry.parent.mkdir(parents=True, exist_ok=True)
    unfinished = entry.with_suffix(".part")
    unfinished.write_text(json.dumps(outcome._asdict()), "utf-8")
    unfinished.replace(entry)
    return outcome


def entry_of(name: str, setting: Setting) -> Path:
    """The file of an outcome, named after everything that the outcome depends on."""
    facts = [RECIPE, import_keras().__version__, name, setting.seed, *setting.budget, setting.backbone.name]
    if name in BORROWING:
        facts.append(setting.backbone.digest)
    digest = hashlib.sha256(repr(facts).encode())
    for part in (setting.train, setting.test):
        digest.update(repr(part.images.shape).encode() + part.images.tobytes() + part.labels.tobytes())
    return cache_folder() / "story" / f"{name}-{digest.hexdigest()[:32]}.json"
