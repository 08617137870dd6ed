"""What goes in and out of a run: files, pipes, odd words, a reader that leaves or is slow, hostile names."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from tests.e2e.conftest import Product


def test_standard_input_may_be_a_file_a_pipe_or_nothing(product: Product) -> None:
    product.policy()
    (product.project.parent / "input").write_bytes(b"line\n" * 200_000)
    words = product.command("exec", "work", "--", "wc", "-c")
    with open(product.project.parent / "input", "rb") as file:
        done = subprocess.run(words, stdin=file, cwd=product.project, env=product.env, capture_output=True, check=False)
    assert done.stdout.strip() == b"1000000", done.stderr
    assert product.run("exec", "work", "--", "wc", "-c", stdin="x" * 300_000).stdout.strip() == "300000"
    assert product.run("exec", "work", "--", "wc", "-c").stdout.strip() == "0"


def test_input_nobody_inside_reads_holds_nothing_up(product: Product) -> None:
    product.policy()
    done = product.run("exec", "work", "--", "echo", "done", stdin="x" * 3_000_000)
    assert (done.returncode, done.stdout) == (0, "done\n")


def test_output_goes_whole_to_a_reader_who_shares_a_descriptor_that_does_not_block(product: Product) -> None:
    product.policy()
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    words = product.command("exec", "work", "--", "sh", "-c", "head -c 900000 /dev/zero")
    running = subprocess.Popen(words, cwd=product.project, env=product.env, stdin=subprocess.DEVNULL, stdout=writer)
    os.close(writer)
    time.sleep(1)
    with open(reader, "rb") as file:
        assert len(file.read()) == 900_000
    assert running.wait(timeout=20) == 0


def test_a_reader_who_leaves_ends_the_run(product: Product) -> None:
    product.policy()
    running = product.start("exec", "work", "--", "sh", "-c", "while :; do echo y; done")
    assert running.stdout is not None and running.stderr is not None
    assert running.stdout.readline() == "y\n"
    running.stdout.close()
    assert running.wait(timeout=20) != 0
    assert "nobody reads its output" in running.stderr.read()


def test_words_of_any_bytes_reach_the_command_and_the_record(product: Product) -> None:
    product.policy()
    odd = [b"\xff\xfe", "\u202e".encode(), b"", b"a\nb", b"-n", b"'\"$(x)"]
    words = [os.fsencode(word) for word in product.command("exec", "work", "--", "printf", "[%s]")]
    done = subprocess.run([*words, *odd], cwd=product.project, env=product.env, capture_output=True, check=False)
    assert done.stdout == b"".join(b"[" + word + b"]" for word in odd), done.stderr
    assert product.run("audit", "verify").returncode == 0


def test_a_very_long_word_is_passed_on_or_refused_in_words(product: Product) -> None:
    product.policy()
    done = product.run("exec", "work", "--", "sh", "-c", "echo ${#1}", "sh", "x" * 120_000)
    assert done.stdout == "120000\n", done.stderr
    large = {f"V{number}": "x" * 100_000 for number in range(10)}
    assert product.run("exec", "work", "--", "echo", "ok", env=large).stdout == "ok\n"


def test_hostile_names_in_the_view_and_in_the_changes(product: Product) -> None:
    for name in ("a\nb", "-rf", "\x1b]0;title\x07", "\u202egpj.exe", "x" * 255):
        (product.project / name).write_text("x")
    Path(os.fsdecode(os.fsencode(product.project) + b"/\xff\xfe")).write_text("x")
    product.policy()
    done = product.inside(
        "mkdir drafts; printf x > 'drafts/a\nb'; printf x > \"drafts/$(printf '\\033]0;t\\007\\377')\"; ls | wc -l"
    )
    assert done.returncode == 0, done.stderr
    shown = product.run("workspace", "diff", product.last_run())
    assert shown.returncode == 0
    for text in (done.stderr, shown.stdout, shown.stderr):
        assert "\x1b" not in text and "\u202e" not in text


def test_the_operators_own_words_are_understood_by_run(product: Product) -> None:
    product.policy()
    done = product.run("run", "work", "--prompt", "mine", "--", "claude", "-p", "go")
    assert done.returncode == 2  # this policy names no model, and the words were understood before that
    assert "names no model" in done.stderr
