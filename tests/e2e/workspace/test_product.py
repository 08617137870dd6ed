"""The verbs as a user types them, with a real warden and a real sandbox."""

from __future__ import annotations

import json

from tests.e2e.conftest import Product


def test_diff_commit_undo_and_discard(product: Product) -> None:
    product.policy()
    (product.project / "drafts").mkdir()
    (product.project / "drafts/a.md").write_text("before\n")
    done = product.inside("echo after > drafts/a.md && echo 'all:' > drafts/Makefile && echo x > scratch")
    assert done.returncode == 0, done.stderr
    run = product.last_run()
    listed = json.loads(product.run("workspace", "diff", run, "--json").stdout)
    items = {item["path"]: item["status"] for item in listed}
    assert items == {"drafts/Makefile": "ask", "drafts/a.md": "ready", "scratch": "scratch"}
    assert product.run("workspace", "commit", run).returncode == 5
    assert (product.project / "drafts/a.md").read_text() == "before\n"
    done = product.run("workspace", "commit", run, "--all")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (product.project / "drafts/a.md").read_text() == "after\n"
    assert not (product.project / "drafts/Makefile").exists()
    done = product.run("workspace", "commit", run, "drafts/Makefile")
    assert done.returncode == 0 and (product.project / "drafts/Makefile").exists(), done.stdout + done.stderr
    assert product.run("workspace", "undo", run).returncode == 0
    assert not (product.project / "drafts/Makefile").exists()
    assert product.run("workspace", "undo", run).returncode == 0
    assert (product.project / "drafts/a.md").read_text() == "before\n"
    assert product.run("workspace", "discard", run).returncode == 0
