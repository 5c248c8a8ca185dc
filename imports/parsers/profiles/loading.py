"""Loads an import profile from YAML, JSON or a dictionary and says line, path and remedy where it is wrong."""

import difflib
from dataclasses import dataclass
from typing import Any, Final

import yaml
from pydantic import ValidationError

from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.parts import Part

__all__ = ["PROFILE_RULES", "Profile", "ProfileError", "ProfileProblem", "load_profile"]

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 10
PROFILE_RULES: Final = frozenset({
    "profile_too_large",
    "not_yaml",
    "alias_in_yaml",
    "too_deep",
    "key_twice",
    "not_a_mapping",
    "unknown_key",
    "missing_key",
    "not_allowed",
    "wrong_type",
    "bad_pattern",
    "bad_flat_key",
    "bad_division",
    "same_marks",
    "scale_for_nothing",
    "total_left_out",
    "area_column_needed",
    "columns_needed",
    "one_of",
    "one_period_source",
    "only_genesis_flat",
    "only_table",
    "rows_needed",
    "not_for_ba",
    "one_area_source",
    "only_records",
    "header_needs_columns",
    "bad_range",
    "attributes_needed",
    "added_and_not_added",
    "total_among_parts",
    "too_many_combinations",
    "not_a_dimension",
    "not_an_attribute",
    "values_differ",
    "only_genesis_table",
    "genesis_part_needed",
    "not_for_genesis_table",
    "paths_needed",
    "path_twice",
    "title_first",
    "statistic_needed",
    "one_area_axis",
})  # fmt: skip


@dataclass(frozen=True)
class ProfileProblem:
    """Where in the profile, on which line if known, what is wrong, what was read, what would be right."""

    path: str
    line: int | None
    rule: str
    value: str | None = None
    allowed: tuple[str, ...] = ()
    suggestion: str | None = None


class ProfileError(ValueError):
    def __init__(self, problems: list[ProfileProblem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.path or 'profile'}: {p.rule} {p.value or ''}".strip() for p in problems))


def load_profile(source: str | bytes | dict[str, Any]) -> Profile:
    """The profile of a YAML or JSON text or of a dictionary. ProfileError lists everything that is wrong at once."""
    lines: dict[tuple[str, ...], int] = {}
    data = source if isinstance(source, dict) else _read_yaml(source, lines)
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        raise ProfileError([_explained(item, lines) for item in error.errors(include_url=False)]) from None


def _read_yaml(text: str | bytes, lines: dict[tuple[str, ...], int]) -> dict[str, Any]:
    if len(text) > MAX_BYTES:
        raise ProfileError([ProfileProblem("", None, "profile_too_large", str(len(text)), (str(MAX_BYTES),))])
    try:
        _refuse_traps(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = _constructed(root, (), lines) if root else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ProfileError([ProfileProblem("", line, "not_yaml", error.problem)]) from None
    except (yaml.YAMLError, RecursionError, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, ProfileError):
            raise
        raise ProfileError([ProfileProblem("", None, "not_yaml", type(error).__name__)]) from None
    if not isinstance(data, dict):
        raise ProfileError([ProfileProblem("", 1, "not_a_mapping")])
    return data


def _refuse_traps(text: str | bytes) -> None:
    """An alias may repeat itself into gigabytes, deep nesting takes the reader minutes; no profile needs either."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else None
            raise ProfileError([ProfileProblem("", line, "too_deep" if depth > MAX_DEPTH else "alias_in_yaml")])


def _constructed(node: yaml.Node, path: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> Any:
    """The value of a node. Keys stay text as written: YAML would turn `-9999`, `2020` and `no` into something else."""
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in result:
                raise ProfileError([ProfileProblem(".".join((*path, key)), line, "key_twice", key)])
            result[key] = _constructed(value_node, (*path, key), lines)
            lines[(*path, key)] = line
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_constructed(item, (*path, str(i)), lines) for i, item in enumerate(node.value)]
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    finally:
        loader.dispose()


def _explained(error: Any, lines: dict[tuple[str, ...], int]) -> ProfileProblem:
    path = tuple(str(step) for step in error["loc"] if not str(step).startswith(("function-", "MeasureColumn")))
    line = next((lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in lines), None)
    where, value = ".".join(path), error.get("input")
    shown = None if value is None or isinstance(value, dict | list | Part) else str(value)[:200]
    match error["type"]:
        case "profile":
            said = error["ctx"]
            value = shown if said["value"] is None else str(said["value"])
            allowed = tuple(said["allowed"])
            return ProfileProblem(where, line, said["rule"], value, allowed, _nearest(value, allowed))
        case "extra_forbidden":
            allowed = _keys_at(path[:-1])
            return ProfileProblem(where, line, "unknown_key", path[-1], allowed, _nearest(path[-1], allowed))
        case "missing":
            return ProfileProblem(where, line, "missing_key", path[-1])
        case "literal_error":
            allowed = tuple(part.strip(" '") for part in error["ctx"]["expected"].replace(" or ", ", ").split("', '"))
            return ProfileProblem(where, line, "not_allowed", shown, allowed, _nearest(shown, allowed))
        case kind:
            return ProfileProblem(where, line, "wrong_type", shown, (kind,))


def _nearest(word: str | None, allowed: tuple[str, ...]) -> str | None:
    return next(iter(difflib.get_close_matches(word or "", allowed, 1, 0.5)), None)


def _keys_at(path: tuple[str, ...]) -> tuple[str, ...]:
    """The keys the profile knows at a path such as ("read",)."""
    model: type[Part] | type[Profile] = Profile
    for step in path:
        hint = model.model_fields[step].annotation if step in model.model_fields else None
        parts = [hint, *getattr(hint, "__args__", ())]
        model = next((part for part in parts if isinstance(part, type) and issubclass(part, Part)), Part)
    return tuple(model.model_fields)
