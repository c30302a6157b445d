"""What the lessons import. Keras is imported when it is first needed, so that this import is quick."""

from importlib import import_module

HOME = {
    "Backbone": "backbones",
    "PhotoError": "photos",
    "PhotoSet": "photos",
    "Photos": "photos",
    "Run": "training",
    "WeightsError": "backbones",
    "augment": "training",
    "build_convnet": "training",
    "build_mobilenet_from_scratch": "training",
    "check": "checking",
    "claim": "claims",
    "extract_features": "features",
    "find_near_duplicates": "own_photos",
    "fine_tune": "training",
    "grouped_split": "photos",
    "inspect_photos": "own_photos",
    "load_backbone": "backbones",
    "load_photos": "photos",
    "measure_accuracy": "training",
    "train_from_scratch": "training",
    "train_head": "training",
}

MODULES = ("activations", "drift", "filters", "neighbours", "plots", "probes", "saliency", "visualise", "widgets")

__all__ = [
    "Backbone",
    "PhotoError",
    "PhotoSet",
    "Photos",
    "Run",
    "WeightsError",
    "augment",
    "build_convnet",
    "build_mobilenet_from_scratch",
    "check",
    "claim",
    "extract_features",
    "find_near_duplicates",
    "fine_tune",
    "grouped_split",
    "inspect_photos",
    "load_backbone",
    "load_photos",
    "measure_accuracy",
    "train_from_scratch",
    "train_head",
    *MODULES,
]


def __getattr__(name: str):
    """Import a public name's module when the name is first asked for."""
    if name in MODULES:
        return import_module(f"tlcourse.{name}")
    if name not in HOME:
        raise AttributeError(f"tlcourse has no {name!r}; it has {', '.join(__all__)}.")
    return getattr(import_module(f"tlcourse.{HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
