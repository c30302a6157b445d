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
    "claim": "claims",
    "extract_features": "features",
    "fine_tune": "training",
    "grouped_split": "photos",
    "load_backbone": "backbones",
    "load_photos": "photos",
    "measure_accuracy": "training",
    "train_from_scratch": "training",
    "train_head": "training",
}

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
    "claim",
    "extract_features",
    "fine_tune",
    "grouped_split",
    "load_backbone",
    "load_photos",
    "measure_accuracy",
    "plots",
    "train_from_scratch",
    "train_head",
]


def __getattr__(name: str):
    """Import a public name's module when the name is first asked for."""
    if name == "plots":
        return import_module("tlcourse.plots")
    if name not in HOME:
        raise AttributeError(f"tlcourse has no {name!r}; it has {', '.join(__all__)}.")
    return getattr(import_module(f"tlcourse.{HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
