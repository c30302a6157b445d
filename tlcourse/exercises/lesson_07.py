"""Exercises of lesson 07, trust and ship: which species are taken for each other."""

from collections import Counter

import numpy as np

from tlcourse.exercises import Exercise, Verdict

__all__ = ["EXERCISES"]


class ConfusionPairs(Exercise):
    """How often two species were taken for each other, most often first."""

    id = "07_trust_and_ship.confusion_pairs"
    points = 2
    misconceptions = {
        "counts_right_answers": "A species that is taken for itself is a pair, too.",
        "directions_apart": "A taken for B and B taken for A are two findings.",
        "drops_one_direction": "The cells above the diagonal are the whole table.",
        "pair_twice": "A table that is the same on both sides has to be read on both sides.",
        "once_each": "It matters that two species were confused, not how often.",
        "keeps_zeros": "A pair that was never confused belongs on the list.",
        "only_the_worst": "The pair that is confused most is the whole answer.",
        "shares": "How often is a share of the photos.",
        "fewest_first": "Sorting puts the most first.",
        "not_sorted": "The order of the species is the order of the pairs.",
        "hard_coded": "The number of species is the course's own.",
        "returns_nothing": "What a function has counted comes back by itself.",
        "other": "Something else.",
    }

    def case(self, rng):
        n_species, n = int(rng.integers(210, 260)), int(rng.integers(130, 180))
        some = np.sort(rng.choice(np.arange(201, n_species), 6, replace=False))
        labels = rng.choice(some, n)
        predicted = np.where(
            rng.uniform(size=n) < 0.5, labels, rng.choice(some, n, p=[0.34, 0.26, 0.18, 0.1, 0.08, 0.04])
        )
        return {"labels": labels, "predicted": predicted, "n_species": n_species}

    def probe(self, confusion_pairs, case):
        try:
            pairs = confusion_pairs(case["labels"].copy(), case["predicted"].copy(), case["n_species"])
        except IndexError as error:
            if "out of" not in str(error):
                raise
            return {"out_of_range": str(error)[:120]}
        if not hasattr(pairs, "__iter__") or isinstance(pairs, str):
            return {"type": type(pairs).__name__}
        rows = list(pairs.items() if isinstance(pairs, dict) else pairs)
        try:
            return {"rows": np.array(rows, float).reshape(len(rows), 3)}
        except (ValueError, TypeError):
            rows = [flat(row) for row in rows]
        if any(len(row) != 3 for row in rows):
            return {"lengths": sorted({len(row) for row in rows})}
        return {"rows": np.array(rows, float)}

    def judge(self, seen, case) -> Verdict:
        if "out_of_range" in seen:
            return self.wrong(
                "hard_coded",
                f"{seen['out_of_range']}: this case has {case['n_species']} species. Who decides how many?",
            )
        if "type" in seen:
            return self.wrong("returns_nothing", f"confusion_pairs gave {seen['type']}. Expected: a list of triples.")
        if "lengths" in seen:
            return self.wrong(
                "other", f"Each row should hold three numbers, a, b, mistakes; yours hold {seen['lengths']}."
            )
        rows = seen["rows"].tolist()
        told = f"You list {len(rows)} pairs"
        if any(a == b for a, b, _ in rows):
            return self.wrong(
                "counts_right_answers", f"{told}, among them a species with itself. Was that photo confused?"
            )
        return self.judge_counts(rows, case, told)

    def judge_counts(self, rows, case, told) -> Verdict:
        """What was counted, whatever the order."""
        right, ordered, above = tables(case)
        found = {(int(a), int(b)): count for a, b, count in rows}
        apart = {pair: count for pair, count in found.items() if count}
        if len(apart) < len(found) and unordered(apart) == right:
            return self.wrong("keeps_zeros", f"{told}; {len(found) - len(apart)} of them were never confused.", 0.5)
        if found == ordered:
            return self.wrong(
                "directions_apart",
                f"{told}: (a, b) and (b, a) apart. Asked for: how often the two are taken for each other.",
                0.5,
            )
        twice = {(b, a): count for (a, b), count in right.items()} | right
        if found == twice:
            return self.wrong("pair_twice", f"{told}, each pair in both orders with the same count.", 0.5)
        folded = unordered(found)
        if len(folded) == len(found) and folded == right:
            return self.judge_order([count for _, _, count in rows], told)
        a, b = max(right, key=right.get)
        example = f"Species {a} and {b} were taken for each other {right[a, b]} times"
        if folded in above:
            return self.wrong("drops_one_direction", f"{example}; you count one direction only.", 0.25)
        if folded == dict.fromkeys(right, 1):
            return self.wrong("once_each", f"{example}; on your list, once.", 0.25)
        if any(matches(folded, {pair: count / n for pair, count in right.items()}) for n in share_bases(case, right)):
            return self.wrong("shares", f"{example}; you give a share. Asked for: the number of photos.", 0.5)
        if 0 < len(folded) < len(right) and all(right.get(pair) == count for pair, count in folded.items()):
            return self.wrong("only_the_worst", f"{told}; {len(right)} pairs were confused at least once.", 0.5)
        return self.wrong("other", f"{told}. {example}; you say {folded.get((a, b), 0):g}.")

    def judge_order(self, counts, told) -> Verdict:
        """The counts are right; the most should come first."""
        if counts == sorted(counts, reverse=True):
            return self.right("Both directions together, each pair once, the most confused first.")
        if counts == sorted(counts):
            return self.wrong("fewest_first", f"{told}, from {counts[0]:g} mistakes to {counts[-1]:g}.", 0.5)
        return self.wrong("not_sorted", f"{told}; the counts run {', '.join(f'{c:g}' for c in counts[:5])}, ...", 0.5)


def flat(row) -> list:
    """(a, b, n) as well as ((a, b), n)."""
    return [number for part in row for number in (flat(part) if np.ndim(part) else [part])]


def unordered(counts: dict) -> dict:
    """The same with the smaller species first."""
    return {(min(pair), max(pair)): count for pair, count in counts.items()}


def tables(case) -> tuple[dict, dict, list[dict]]:
    """Mistakes by pair; by ordered pair (true, predicted); by pair, in either single direction."""
    ordered = Counter((int(a), int(b)) for a, b in zip(case["labels"], case["predicted"], strict=True) if a != b)
    right = Counter()
    for pair, count in ordered.items():
        right[min(pair), max(pair)] += count
    upper = {pair: count for pair, count in ordered.items() if pair[0] < pair[1]}
    lower = unordered({pair: count for pair, count in ordered.items() if pair[0] > pair[1]})
    return dict(right), dict(ordered), [upper, lower]


def share_bases(case, right) -> list[float]:
    """What a count may have been divided by."""
    n = len(case["labels"])
    return [n, sum(right.values()), n / 100, sum(right.values()) / 100]


def matches(one: dict, other: dict) -> bool:
    """The same pairs with nearly the same numbers."""
    return one.keys() == other.keys() and all(abs(one[pair] - other[pair]) < 1e-6 for pair in one)


EXERCISES = [ConfusionPairs()]
