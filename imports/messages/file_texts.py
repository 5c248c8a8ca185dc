"""The sentences about a file as a whole and about its layout: what was read and what is wrong, then what to do."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from sozialmonitor.web.wording import Sentences

FILE: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "file_too_large": (
        _("The file is %(bytes)s large; up to %(limit)s are read."),
        _("Please split it by year or by measure, or ask the administration to raise the limit."),
    ),
    "too_much_memory": (
        _("Reading the file takes more memory than there is for one file."),
        _("Please save the table alone as CSV, or split it by year or by measure."),
    ),
    "empty_file": (
        _("The file is empty."),
        _("Please export it again and look at its size before you upload it."),
    ),
    "html_file": (
        _("This is a web page and no table."),
        _("The download probably ended on a login or error page. Please download the file again and open it once."),
    ),
    "json_file": (
        (
            _("This is the answer of a web interface (JSON) and no table."),
            _("It says: “%(message)s”."),
            _("Its code is %(code)s."),
        ),
        _("Please download the table itself as a flat CSV file and upload that."),
    ),
    "json_file:metadata": (
        (
            _("This is a description of a table (JSON) and not the table itself."),
            _("It describes “%(table)s”."),
            _("Last changed there: %(updated)s."),
        ),
        _("Please download the table itself as a flat CSV file and upload that."),
    ),
    "xml_file": (
        _("This is an XML file, for instance GENESIS-ML; such files are not read."),
        _(
            "Please download the same table in another format: as a flat CSV file, as a table (CSV or XLSX), "
            "or as a data cube."
        ),
    ),
    "lfs_pointer": (
        _("This file only points to one that is kept elsewhere (Git LFS)."),
        _("Please download the file itself from the page of its source."),
    ),
    "unsupported_kind": (
        _("This file is neither a CSV or text file nor an Excel workbook (XLSX, XLS)."),
        _("Please export the table as CSV or XLSX. PDF, OpenDocument and other archives than ZIP are not read."),
    ),
    "zip_truncated": (
        _("The file is damaged or not complete: its table of contents is not there (ZIP or XLSX)."),
        _("Please download or copy the file once more and compare its size with the original."),
    ),
    "zip_damaged": (
        _("“%(value)s” in the ZIP is damaged and cannot be unpacked (%(fault)s)."),
        _("Please pack the file again, or download it once more."),
    ),
    "zip_encrypted": (
        _("“%(value)s” in the ZIP is protected by a password."),
        _("Please pack the file again without a password."),
    ),
    "zip_path": (
        _("The ZIP holds a path that leads out of its folder: “%(value)s”."),
        _("Please pack the file again, without folders."),
    ),
    "zip_members": (
        (_("A ZIP must hold exactly one file; this one holds: %(count)s."), _("They are: %(names)s.")),
        _("Please upload each table on its own."),
    ),
    "zip_nested": (
        _("“%(value)s” in the ZIP is a ZIP again, or a damaged file."),
        _("Please unpack it and upload the table itself."),
    ),
    "zip_too_large": (
        _("The file would unpack to %(bytes)s or more; up to %(limit)s are read."),
        _("Please split it by year or by measure, or ask the administration to raise the limit."),
    ),
    "macro_workbook": (
        _("The workbook holds macros. Such files are not read, for safety."),
        _("Please save it as “Excel Workbook (*.xlsx)” without macros."),
    ),
    "encrypted_workbook": (
        _("The workbook is protected by a password."),
        _("Please remove the password in Excel and save the file again."),
    ),
    "workbook_part_too_large": (
        _("Beside its table the workbook holds too much: “%(value)s” is %(bytes)s large, up to %(limit)s are read."),
        _("Please copy the table alone into a new workbook, or save it as CSV, and upload that."),
    ),
    "workbook_unreadable": (
        _("The workbook is damaged and cannot be read (%(fault)s)."),
        _("Please open it in Excel, save it as a new XLSX file and upload that."),
    ),
    "kind_not_for_parser": (
        _("The profile reads flat CSV files (%(parser)s), but this is %(found)s."),
        _("Please download the table as a flat CSV file, or choose another profile."),
    ),
    "nul_byte": (
        _("At position %(position)s stands a NUL character; letters may be lost there: “%(value)s”."),
        _("Please have the file exported again as UTF-8. If it is UTF-16, write encoding: utf-16 in the profile."),
    ),
    "replacement_character": (
        _("At position %(position)s a letter was already lost before the file came here: “%(value)s”."),
        _("Please have the file exported again from its source as UTF-8. The letter is not guessed."),
    ),
    "control_character": (
        _("At position %(position)s stands the control character %(character)s: “%(value)s”."),
        _("The encoding is probably another one. Please write the right encoding into the profile (cp1252, cp850)."),
    ),
    "undecodable": (
        (
            _("The file does not fit the encoding %(encoding)s."),
            _("The first odd byte is %(value)s at position %(position)s."),
        ),
        _("Please write the right encoding into the profile, or have the file exported again as UTF-8."),
    ),
}

LAYOUT: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "layout_table": (
        _("This is the table as one reads it, not the flat file."),
        _("Please choose “flat CSV” for the download, or a profile for tables."),
    ),
    "layout_cube": (
        _("This is a data cube and not the flat file."),
        _("Please choose a profile for data cubes, or download the table as a flat CSV file."),
    ),
    "layout_not_cube": (
        _("This is not a whole data cube; missing are: %(needed)s."),
        _("Please export the data cube again, or choose a profile that fits the file."),
    ),
    "cube_keys": (
        _("The facts of the data cube have %(found)s keys, but it declares %(expected)s dimensions."),
        _("Please export the data cube again; if it is the same, tell the database's office."),
    ),
    "shifted_rows": (
        _(
            "Rows whose cells stand in wrong columns and that hold no figures: %(count)s, "
            "the first in line %(from_line)s, the last in line %(to_line)s."
        ),
        _("Please download the table again, best as a flat CSV file of today; the database had an error here."),
    ),
    "column_empty": (
        _("The column “%(value)s” is empty throughout (rows: %(count)s)."),
        _("Please download the table again, best as a flat CSV file of today; the database had an error here."),
    ),
    "layout_unknown": (
        (
            _("The columns of a flat file are not there; needed are: %(needed)s."),
            _("The file has: %(found)s."),
        ),
        (
            _("The file seems to be separated by %(delimiter)s; please write that as delimiter in the profile."),
            _("Please download the table as a flat CSV file, or choose another profile."),
        ),
    ),
    "sheet_not_found": (
        _("The workbook has no sheet “%(value)s”. It has: %(sheets)s."),
        _("Please correct the sheet in the profile. A number counts the sheets from 0."),
    ),
    "header_missing": (
        _("Where the profile expects the header, there is none."),
        _("Please check skip_rows and header_rows in the profile."),
    ),
    "header_only": (
        _("There is no row below the header."),
        _("Please check whether the file is complete, and stop_at in the profile if it is used."),
    ),
    "column_missing": (
        (_("The column “%(value)s” is not there."), _("The file has: %(found)s.")),
        (
            _("Did you mean “%(nearest)s”?"),
            _("The file seems to be separated by %(delimiter)s; please write that as delimiter in the profile."),
            _("Please correct the name in the profile or the header in the file."),
        ),
    ),
    "column_twice": (
        _("The column “%(value)s” occurs several times: as columns %(columns)s."),
        _("Please rename or remove all but one of them in the file."),
    ),
    "no_period_columns": (
        (_("No header of a column can be read as %(type)s."), _("The file has: %(found)s.")),
        _("Please check type and pattern of the periods in the profile, and header_rows."),
    ),
    "ragged_row": (
        _("The row has %(found)s cells, the header has %(expected)s."),
        _("Please look for a separator inside a text without quotation marks, or for a row that was cut off."),
    ),
    "broken_quotes": (
        _("From here on the quotation marks do not match; nothing more could be read."),
        _("Please look for a quotation mark in this row that is not closed, and have it corrected."),
    ),
    "line_too_long": (
        _("A row is longer than %(limit)s; such a file is no table."),
        _("Please check the ends of the lines and the quotation marks, or export the table again."),
    ),
    "too_many_columns": (
        _("The table has %(found)s columns; up to %(most)s are read."),
        _("Please check the separator in the profile, or export fewer columns."),
    ),
    "too_many_errors": (
        _("Reading ended here, after %(most)s errors."),
        _("Please check whether this is the right profile for the file, and mend the first errors."),
    ),
    "too_many_figures": (
        _("The file holds more than a file may: up to %(most)s figures and %(words)s different names are read."),
        _("Please split it by year or by measure, and check the codes and names for parts that change in every row."),
    ),
}
