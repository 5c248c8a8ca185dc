"""Every rule a parser or a check can raise, and how bad it is. `records.py` offers them on as `RULES`."""

from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    ERROR = "error"  # nothing of the file is stored
    WARNING = "warning"  # worth a look
    NOTICE = "notice"  # must be ticked before publishing


_ERRORS: Final = (
    # the file as a whole
    "file_too_large",
    "too_much_memory",
    "empty_file",
    "html_file",
    "json_file",
    "xml_file",
    "lfs_pointer",
    "unsupported_kind",
    "zip_truncated",
    "zip_damaged",
    "zip_encrypted",
    "zip_path",
    "zip_members",
    "zip_nested",
    "zip_too_large",
    "macro_workbook",
    "encrypted_workbook",
    "workbook_part_too_large",
    "workbook_unreadable",
    "kind_not_for_parser",
    "nul_byte",
    "replacement_character",
    "control_character",
    "undecodable",
    # the layout
    "layout_table",
    "layout_cube",
    "layout_not_cube",
    "cube_keys",
    "shifted_rows",
    "column_empty",
    "layout_unknown",
    # the table export of GENESIS databases
    "layout_flat",
    "genesis_head",
    "genesis_shape",
    "other_table",
    "name_without_code",
    "sheet_not_found",
    "header_missing",
    "header_only",
    "column_missing",
    "column_twice",
    "no_period_columns",
    "ragged_row",
    "broken_quotes",
    "line_too_long",
    "too_many_columns",
    "too_many_errors",
    "too_many_figures",
    # cells
    "point_not_comma",
    "comma_not_point",
    "thousands_not_declared",
    "bad_grouping",
    "unknown_word",
    "empty_cell",
    "excel_error",
    "formula_without_value",
    "date_by_excel",
    "code_is_number",
    "area_missing",
    "measure_missing",
    "period_missing",
    "period_unreadable",
    "period_not_given",
    "period_not_in_file_name",
    "unknown_quality",
    # dimensions of a flat file
    "no_region",
    "two_regions",
    "no_total",
    "two_totals",
    "two_units",
    "overlapping_dimensions",
    "attribute_not_in_file",
    "value_not_in_file",
    # against the reference
    "unknown_division",
    "no_edition",
    "unknown_area",
    "leading_zero_lost",
    "dissolved_area",
    "area_of_other_division",
    "part_of_area",
    "unknown_measure",
    "duplicate_key",
    "measure_not_allowed",
    "measure_not_allowed_here",
    "negative_count",
    "no_rows",
    # what must not be stored at all
    "person_level_file",
    "small_cell",
    "more_small_cells",
)
_WORKBOOK_ERRORS: Final = (
    # workbooks of the labour agency
    "not_ba_workbook",
    "row_missing",
    "row_twice",
    "section_without_period",
    "area_contradicts_file_name",
    # tables of cities
    "period_contradicts_file_name",
    "period_not_in_header",
    "band_missing",
    "crosswalk_table",
    "area_name_twice",
    # JSON
    "not_json",
    "json_broken",
    "json_key_twice",
    "json_path_missing",
    "json_not_an_object",
    "json_not_a_list",
    "json_not_a_record",
    "json_letters",
    # registers that are summed up
    "attribute_not_declared",
    "part_twice",
    "register_too_large",
    "small_part",
)
_WARNINGS: Final = (
    "column_hidden",
    "parts_missing",
    "percent_format",
    "table_code_lost",
    "footer_missing",
    "measure_not_in_file",
    "other_key_of_measure",
    "unit_not_stated",
    "period_in_future",
    "name_differs",
    "share_out_of_range",
    "not_existing_but_in_edition",
    # against the last delivery and the rest of the file
    "columns_changed",
    "signs_changed",
    "units_changed",
    "areas_changed",
    "measures_changed",
    "rows_changed",
    "jump",
    "more_jumps",
    "sum_differs",
    "city_sum_differs",
    "more_sums_differ",
)
_NOTICES: Final = (
    "missing_areas",
    "not_existing_left_out",
    "without_figures_left_out",
    "parts_beside_whole",
)

RULES: Final[dict[str, Severity]] = {
    **dict.fromkeys(_ERRORS, Severity.ERROR),
    **dict.fromkeys(_WORKBOOK_ERRORS, Severity.ERROR),
    **dict.fromkeys(_WARNINGS, Severity.WARNING),
    **dict.fromkeys(_NOTICES, Severity.NOTICE),
}
