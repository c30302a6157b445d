"""Exercises of lesson 02, what networks see: photos that are alike."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict

__all__ = ["EXERCISES"]


class NearestNeighbours(Exercise):
    """The photos whose features point the same way as those of one photo."""

    id = "02_what_networks_see.nearest_neighbours"
    points = 3
    misconceptions = {
        "returns_nothing": "What a function has found comes back by itself.",
        "includes_query": "A photo is its own neighbour.",
        "drops_the_first": "The photo itself always comes first in the ranking.",
        "dot_product": "The dot product measures likeness, whatever the lengths.",
        "euclidean": "Cosine and straight-line distance rank alike.",
        "normalises_columns": "It is each feature that has to have length 1.",
        "farthest": "The smallest similarity is the best one.",
        "not_sorted": "Neighbours come in no particular order.",
        "shifted_indices": "After a row is taken out, the other rows keep their numbers.",
        "returns_similarities": "How alike they are tells which ones they are.",
        "hard_coded": "Five neighbours are always asked for.",
        "other": "Something else.",
    }

    def case(self, rng):
        n, d = int(rng.integers(34, 44)), int(rng.integers(8, 12))
        features = rng.gamma(0.6, 1, (n, d)) * np.exp(rng.normal(0, 1, (n, 1)))
        places = rng.permutation(n)
        for axis in range(3):  # three photos of one night each: the same direction to the last bit, other lengths
            twins = places[3 * axis : 3 * axis + 3]
            features[twins] = np.eye(d)[axis] * np.array([[4.0], [1.0], [2.0]])
        twins = [int(np.sort(places[3 * a : 3 * a + 3])[1]) for a in range(3)]
        plain = [int(i) for i in places[9:13]]
        return {"features": features.astype(np.float32), "k": int(rng.integers(7, 10)), "plain": plain, "twins": twins}

    def probe(self, nearest_neighbours, case):
        found = [nearest_neighbours(case["features"].copy(), i, case["k"]) for i in case["plain"] + case["twins"]]
        return {"found": [None if one is None else np.asarray(one) for one in found]}

    def judge(self, seen, case) -> Verdict:
        for found in seen["found"]:
            if verdict := self.judge_form(found, case):
                return verdict
        found = [np.asarray(one, int) for one in seen["found"]]
        split = len(case["plain"])
        features = np.asarray(case["features"], np.float64)
        plain = list(zip(found[:split], case["plain"], strict=True))
        twins = list(zip(found[split:], case["twins"], strict=True))
        if not all(near(one, rankings(features, query)["cosine"], query) for one, query in plain):
            return self.judge_order(plain, features)
        if itself := [query for one, query in twins if query in one]:
            return self.wrong(
                "drops_the_first",
                f"Photo {itself[0]} is among its own neighbours: two others point exactly the same way, so it was not "
                "the first in the ranking.",
                0.5,
            )
        if not all(near(one, rankings(features, query)["cosine"], query) for one, query in twins):
            return self.wrong("other", "Photos that point exactly the same way should be each other's nearest.", 0.5)
        return self.right("The nearest first, by direction alone, and never the photo itself.")

    def judge_form(self, found, case) -> Verdict | None:
        """None where an answer is `k` different indices."""
        k, n = case["k"], len(case["features"])
        if found is None:
            return self.wrong("returns_nothing", "nearest_neighbours gave None. Does it return the indices?")
        if found.ndim == 1 and found.dtype.kind == "f" and not np.array_equal(found, found.round()):
            return self.wrong(
                "returns_similarities", f"You return {found[0]:.3f}, ...: how alike they are. Which photos are they?"
            )
        told = f"{k} neighbours were asked for, and the answer has the shape {found.shape}."
        if found.shape == (5,):
            return self.wrong("hard_coded", f"{told} Who decides how many?")
        if found.shape == (k - 1,):
            return self.wrong("includes_query", f"{told} Count after the photo itself is out.", 0.25)
        if found.shape != (k,):
            return self.wrong("other", told)
        if found.min() < 0 or found.max() >= n or len(set(found.tolist())) < k:
            return self.wrong("other", f"The answer is {found.tolist()}; expected {k} different indices below {n}.")
        return None

    def judge_order(self, answers, features) -> Verdict:
        """Which wrong idea explains the answers for all photos?"""
        found, query = answers[0]
        cosine = rankings(features, query)["cosine"]
        best = np.delete(cosine, query).max()
        told = f"For photo {query} your first neighbour has a cosine of {cosine[found[0]]:.3f}, the nearest {best:.3f}."
        for name, explains in WRONG_IDEAS.items():
            if all(explains(one, rankings(features, i), i) for one, i in answers):
                share = 0.5 if name in ("shifted_indices", "includes_query", "not_sorted") else 0.0
                return self.wrong(name, f"{told} {QUESTIONS[name]}", share)
        return self.wrong("other", f"{told} Compute one cosine by hand and look where yours differs.")


def near(found, likeness, query: int, in_order: bool = True) -> bool:
    """Whether the most alike were found, the query left out; ties may come in any order."""
    best = np.sort(np.delete(likeness, query))[::-1][: len(found)]
    mine = likeness[found] if in_order else np.sort(likeness[found])[::-1]
    return query not in found and np.allclose(mine, best, rtol=1e-5, atol=1e-6)


def rankings(features, query: int) -> dict:
    """Likeness to a photo, by what a student may take for it."""
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    columns = features / np.linalg.norm(features, axis=0, keepdims=True)
    cosine = unit @ unit[query]
    return {
        "cosine": cosine,
        "farthest": -cosine,
        "dot_product": features @ features[query],
        "normalises_columns": columns @ columns[query],
        "euclidean": -np.linalg.norm(features - features[query], axis=1),
    }


def moved_up(found, query: int):
    """Indices among the other photos -> indices among all."""
    return found + (found >= query)


WRONG_IDEAS = {  # name: whether it explains an answer (found, rankings of all photos, query)
    "shifted_indices": lambda found, ranked, query: (
        moved_up(found, query).max() < len(ranked["cosine"]) and near(moved_up(found, query), ranked["cosine"], query)
    ),
    "includes_query": lambda found, ranked, query: query in found,
    "not_sorted": lambda found, ranked, query: near(found, ranked["cosine"], query, in_order=False),
    **{
        name: lambda found, ranked, query, name=name: near(found, ranked[name], query)
        for name in ("farthest", "dot_product", "normalises_columns", "euclidean")
    },
}
QUESTIONS = {
    "shifted_indices": "All indices behind the photo itself are one too low: what has moved up?",
    "includes_query": "The photo itself is among its neighbours. It is always the nearest, and tells nothing.",
    "not_sorted": "They are the right ones, in another order.",
    "farthest": "These are the least alike. Does a high cosine mean near or far?",
    "dot_product": "Photos with long features win, wherever they point. What makes a dot product a cosine?",
    "normalises_columns": "Lengths were divided out along the wrong axis: a photo is a row.",
    "euclidean": "That is the ranking by straight-line distance, in which length counts as well.",
}

EXERCISES = [NearestNeighbours()]
