"""What all tests share. The database and broker are real; script/test starts them and sets the environment."""

import os

# Tests build the database as its owner; what the web role may not do is proven in tests/access/test_database_roles.py.
os.environ["SOZIALMONITOR_DATABASE_URL"] = os.environ.get("SOZIALMONITOR_OWNER_DATABASE_URL", os.environ.get("SOZIALMONITOR_DATABASE_URL", ""))
