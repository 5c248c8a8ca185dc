"""Putting small areas together into larger ones that hang together: blocks into Bezirke and catchments, and so on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Neighbours:
    """Pairs of areas with a common border and its length in metres; point contacts are none."""

    first: Ints
    second: Ints
    length: Floats

    def longest(self, labels: Ints, member: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> int | None:
        """The label whose areas share most border with `member`, counting only areas `allowed`; None without any."""
        ahead = member[self.first] & ~member[self.second] & allowed[self.second]
        back = member[self.second] & ~member[self.first] & allowed[self.first]
        others = np.concatenate([labels[self.second[ahead]], labels[self.first[back]]])
        if not len(others):
            return None
        total = np.bincount(others, weights=np.concatenate([self.length[ahead], self.length[back]]))
        return int(np.argmax(total))


def neighbours(shapes: NDArray[np.object_]) -> Neighbours:
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="touches")
    once = first < second
    first, second = first[once], second[once]
    length = shapely.length(shapely.intersection(shapes[first], shapes[second]))
    real = length > 0
    order = np.lexsort((second[real], first[real]))
    return Neighbours(first[real][order], second[real][order], length[real][order])


def hang_together(shapes: NDArray[np.object_], labels: Ints, pairs: Neighbours) -> Ints:
    """Areas cut off from the main part of their group go to the group they share most border with.

    A cut-off part with no neighbour but its own group's (an island of a bank of its own) stays.
    """
    labels = labels.copy()
    for _ in range(8):
        moved = False
        for label in np.unique(labels):
            for member in _cut_off(shapes, labels, int(label)):
                target = pairs.longest(labels, member, labels != label)
                if target is not None:
                    labels[member] = target
                    moved = True
        if not moved:
            break
    return labels


def _cut_off(shapes: NDArray[np.object_], labels: Ints, label: int) -> list[NDArray[np.bool_]]:
    inside = np.flatnonzero(labels == label)
    parts = shapely.get_parts(shapely.coverage_union_all(shapes[inside]))
    if len(parts) < 2:
        return []
    which = shapely.STRtree(parts).nearest(shapely.point_on_surface(shapes[inside]))
    main = int(np.argmax(np.bincount(which)))
    found = []
    for part in range(len(parts)):
        if part != main and (which == part).any():
            member = np.zeros(len(labels), dtype=bool)
            member[inside[which == part]] = True
            found.append(member)
    return found


def share_out(weights: Floats, total: int, most: int | None = None) -> Ints:
    """`total` seats for groups by weight, one to `most` each: the next seat goes where one carries most weight."""
    seats = np.ones(len(weights), dtype=np.int64)
    for _ in range(total - len(weights)):
        load = weights / seats
        if most is not None:
            load = np.where(seats >= most, -1.0, load)
        seats[int(np.argmax(load))] += 1
    return seats


def compact_groups(rng: np.random.Generator, points: Floats, weights: Floats, count: int, rounds: int = 40) -> Ints:
    """Labels 0…count-1 of compact groups of about equal weight: k-means with a handicap for heavy groups."""
    if count >= len(points):
        return np.arange(len(points), dtype=np.int64)
    centres = points[_spread(rng, points, weights, count)]
    handicap = np.zeros(count)
    fair = weights.sum() / count
    spacing = np.mean(np.var(points, axis=0)) / count
    labels = np.zeros(len(points), dtype=np.int64)
    for _ in range(rounds):
        distance = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        labels = np.argmin(distance + handicap, axis=1)
        load = np.bincount(labels, weights=weights, minlength=count)
        handicap += 0.25 * spacing * np.clip(load / fair - 1.0, -1.0, 1.0)
        for group in np.flatnonzero(load > 0):
            member = labels == group
            centres[group] = np.average(points[member], axis=0, weights=weights[member] + 1e-9)
    return _none_empty(points, labels, centres, count)


def _spread(rng: np.random.Generator, points: Floats, weights: Floats, count: int) -> list[int]:
    """Starting points far from each other (k-means++ manner)."""
    chosen = [int(rng.choice(len(points), p=(weights + 1e-9) / (weights + 1e-9).sum()))]
    nearest = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < count:
        chance = nearest * (weights + 1e-9 * weights.max() + 1e-12)
        chosen.append(int(rng.choice(len(points), p=chance / chance.sum())))
        nearest = np.minimum(nearest, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return chosen


def _none_empty(points: Floats, labels: Ints, centres: Floats, count: int) -> Ints:
    for group in range(count):
        if not (labels == group).any():
            crowded = np.bincount(labels, minlength=count)[labels] > 1
            distance = ((points - centres[group]) ** 2).sum(axis=1)
            labels[int(np.argmin(np.where(crowded, distance, np.inf)))] = group
    return labels


def merge_down(
    pairs: Neighbours, weights: Floats, count: int, most: int, reluctance: Callable[[int, int], float]
) -> Ints:
    """Merges the lightest neighbouring groups until `count` are left, none with more than `most` members.

    `reluctance` multiplies the weight of a merger of two areas that belong together less. Groups without a neighbour
    (alone on their bank) are merged with the lightest of all, for want of a better one.
    """
    labels = np.arange(len(weights), dtype=np.int64)
    while len(np.unique(labels)) > count:
        load = np.bincount(labels, weights=weights, minlength=len(weights))
        size = np.bincount(labels, minlength=len(weights))
        best: tuple[float, int, int] | None = None
        for a, b in zip(pairs.first, pairs.second, strict=True):
            one, two = sorted((int(labels[a]), int(labels[b])))
            if one != two and size[one] + size[two] <= most:
                offer = ((load[one] + load[two]) * reluctance(int(a), int(b)), one, two)
                best = offer if best is None or offer < best else best
        if best is None:
            left = [int(g) for g in np.argsort(load, kind="stable") if size[g]]
            best = next((0.0, a, b) for a in left for b in left if a < b and size[a] + size[b] <= most)
        labels[labels == best[2]] = best[1]
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)
