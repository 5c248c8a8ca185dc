from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names with hashes also inside our ES modules: after an update no browser mixes old modules with new ones."""

    support_js_module_import_aggregation = True
