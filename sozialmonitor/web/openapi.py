from typing import Any

ERROR = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("error", "detail", "hint")},
    "required": ["error", "detail", "hint"],
}


def describe_errors(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Adds the one shape of all refusals (errors.api_error) to every operation of the generated description."""
    result["components"]["schemas"]["Error"] = ERROR
    refused = {
        "description": "400, 401, 403, 404: what was wrong, and what to do",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    for methods in result["paths"].values():
        for operation in methods.values():
            operation["responses"]["default"] = refused
    return result


def describe_tokens(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Beside the session of a browser: tokens are read by a middleware, which the generator does not know."""
    result["components"].setdefault("securitySchemes", {})["tokenAuth"] = {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token made on /konto/; `Authorization: Token …` does as well.",
    }
    for methods in result["paths"].values():
        for operation in methods.values():
            operation["security"] = [{"tokenAuth": []}, *operation.get("security", [])]
    return result
