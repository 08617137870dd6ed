"""Scripts that frameworks put into many projects under one name, with commands that lose data or publish."""

from __future__ import annotations

from wicketgate.gate.shell.format import Program

PROGRAMS = (
    Program(
        "manage.py",
        "tool*",
        "* -o:write --output:write --settings: --pythonpath:run",
        does="build the project",
        words={
            "zero flush sqlflush reset_db reset_schema drop_test_database": "destroy rows of a database",
            "shell shell_plus dbshell runscript": "start code that nobody has read",
            "changepassword createsuperuser": "credential an account",
            "sendtestemail": "send mail",
        },
        reader="also-production",
    ),
    Program(
        "setup.py",
        "tool*",
        "*",
        does="build the project",
        words={"upload register upload_docs": "publish a package", "install develop": "install packages"},
    ),
)

EXAMPLES = (
    ("python manage.py runserver", "harmless"),
    ("python manage.py migrate", "harmless"),
    ("python manage.py migrate --database=production", "asks"),
    ("python manage.py delete_old_users", "asks"),
    ("python manage.py loaddata a.json", "harmless"),
    ("python manage.py collectstatic --noinput", "harmless"),
    ("python manage.py dumpdata -o /etc/x", "asks"),
    ("python manage.py flush --no-input", "asks"),
    ("python manage.py migrate app zero", "asks"),
    ("./manage.py shell -c 'x'", "asks"),
    ("python setup.py sdist upload", "asks"),
    ("python manage.py runserver 0.0.0.0:8000", "asks"),
    ("python manage.py runserver 0:8000", "asks"),
    ("python manage.py runserver 8001", "harmless"),
)
