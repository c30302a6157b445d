"""Invented names in the manner of Linnaeus. No species is meant; a likeness to a real name is chance."""

import numpy as np

__all__ = ["binomials"]

_GENUS_HEADS = (
    *("Abro", "Bryo", "Cala", "Dicha", "Ela", "Gorty", "Hada", "Ipi", "Lutho", "Mela"),
    *("Nycti", "Oligo", "Peri", "Quer", "Rhyo", "Seno", "Thalo", "Umbri", "Velo", "Xylo"),
)
_GENUS_TAILS = ("phila", "noma", "thera", "clita", "dora", "mene", "pteryx", "sema", "tarsa", "xena", "nea", "lyta")
_EPITHET_HEADS = (
    *("alb", "atr", "cin", "ferr", "fusc", "gris", "lun", "mar", "nebul", "nub"),
    *("ochr", "pall", "ruf", "silv", "tenebr", "umbr", "ven", "vesp", "vir", "xanth"),
)
_EPITHET_TAILS = (
    *("ata", "ella", "eola", "escens", "icola", "iger"),
    *("ina", "osa", "ula", "ipennis", "aria", "umbra"),
)


def binomials(seed: int, genera: int, per_genus: int) -> list[str]:
    """`genera * per_genus` different names such as "Abronoma fuscella", sisters side by side."""
    rng = np.random.default_rng([seed, 10])
    names = []
    for genus in _draw(rng, _GENUS_HEADS, _GENUS_TAILS, genera):
        names += [f"{genus} {epithet}" for epithet in _draw(rng, _EPITHET_HEADS, _EPITHET_TAILS, per_genus)]
    return names


def _draw(rng, heads, tails, count):
    if count > len(heads) * len(tails):
        most = len(heads) * len(tails)
        raise ValueError(f"Received {count} names to invent; expected at most {most}. Ask for fewer species.")
    pairs = rng.permutation(len(heads) * len(tails))[:count]
    return [heads[pair // len(tails)] + tails[pair % len(tails)] for pair in pairs]
