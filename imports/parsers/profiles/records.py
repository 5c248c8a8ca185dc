"""What a profile says about a JSON file: where its records stand, and what the keys above them mean."""

from typing import Annotated

from pydantic import Field

from imports.parsers.profiles.parts import Name, Part


class JsonRecords(Part):
    """`path`: names from the top to the data, joined by points; `levels`: what the keys below them are called."""

    path: Name | None = None
    levels: Annotated[list[Name], Field(max_length=6)] = []
