"""What the lessons import. Keras is imported when it is first needed, so that this import is quick."""

from importlib import import_module

HOME = {
    "Backbone": "backbones.loading",
    "PhotoError": "photos.loading",
    "PhotoSet": "photos.loading",
    "Photos": "photos.loading",
    "Run": "training.recipes",
    "WeightsError": "backbones.loading",
    "augment": "training.recipes",
    "build_convnet": "training.recipes",
    "build_mobilenet_from_scratch": "training.recipes",
    "check": "checking",
    "claim": "claims",
    "extract_features": "backbones.features",
    "find_near_duplicates": "photos.own",
    "fine_tune": "training.recipes",
    "grouped_split": "photos.loading",
    "inspect_photos": "photos.own",
    "load_backbone": "backbones.loading",
    "load_photos": "photos.loading",
    "measure_accuracy": "training.recipes",
    "train_from_scratch": "training.recipes",
    "train_head": "training.recipes",
}

MODULES = {
    "activations": "seeing.activations",
    "calibration": "trust.calibration",
    "corruptions": "trust.corruptions",
    "drift": "seeing.drift",
    "filters": "seeing.filters",
    "neighbours": "seeing.neighbours",
    "plots": "plots",
    "probes": "seeing.probes",
    "saliency": "seeing.saliency",
    "visualise": "seeing.visualise",
    "widgets": "widgets",
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
        return import_module(f"tlcourse.{MODULES[name]}")
    if name not in HOME:
        raise AttributeError(f"tlcourse has no {name!r}; it has {', '.join(__all__)}.")
    return getattr(import_module(f"tlcourse.{HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
