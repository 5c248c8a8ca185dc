from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names with hashes also inside our ES modules: after an update no browser mixes old modules with new ones."""

    support_js_module_import_aggregation = True
    # Only ours, below js/: elsewhere a comment may name an import of a file that is not there, and collecting stops.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
