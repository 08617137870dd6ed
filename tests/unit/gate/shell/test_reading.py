"""The grammar and the words: what bash would run is what is read, or the text is said to be unreadable."""

from __future__ import annotations

import pytest

from wicketgate.gate.shell import read


def commands(text: str) -> list[tuple[str, ...]]:
    """Return the words of every simple command."""
    return [one.words for one in read(text).commands]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("'a b' c", ("a b", "c")),
        ("a\\ b c", ("a b", "c")),
        ("r''m x", ("rm", "x")),
        ("\\rm x", ("rm", "x")),
        ("$'\\x72\\155' x", ("rm", "x")),
        ("$'\\u0072m' x", ("rm", "x")),
        ("\"a\"'b'c", ("abc",)),
        ("x {a,b}{1..3}", ("x", "a1", "a2", "a3", "b1", "b2", "b3")),
        ("x '{a,b}'", ("x", "{a,b}")),
        ("x ~/a '~/a'", ("x", "~/a", "./~/a")),
        ('x "a\\"b" "\\$c"', ("x", 'a"b', "$c")),
        ("x '' \"\"", ("x", "", "")),
        ("x a#b", ("x", "a#b")),
        ("x \\\n y", ("x", "y")),
        ("V=a; x $V", ("x", "a")),
        ("V='a b'; x $V", ("x", "a", "b")),
        ("V='a b'; x \"$V\"", ("x", "a b")),
        ("x é", ("x", "é")),
        ("x - <<E\na\nE", ("x", "-")),
    ],
)
def test_words_are_what_the_program_gets(text: str, words: tuple[str, ...]) -> None:
    assert commands(text)[-1] == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ls 'a",
        "ls )",
        "{ls,-a}",
        "ls a\\\nb",  # one word to bash, two to the tree
        "echo a\\\n#; rm -rf ~",  # no comment: `a#` is the word
        "x=1\\\n\\\n#; rm -rf ~",
        "true \\ \n",  # a blank as a word, at the very end
        'ls "a"\\!',
        "ls > a \\ ",
        "ls\x00y",
        "ls\ry",
        "ls\u00a0y",
        "ls\x0cy",
        "! for V in a; do ls; done",
        "cat <<A <<B\na\nA\nb\nB",
        "exec 3<>/dev/tcp/h/1",
        "echo ${V@P}",
        "[[ -v 'a[$(ls)]' ]]",
        "declare -n a=b",
        "f() { f | f & }; f",
        "echo {0..99}{0..99}",
        "ls $(ls)2>&1",
        "ls|" * 900 + "ls",
        "echo " + "x" * (64 << 10),
        "echo " + "$(" * 40 + "ls" + ")" * 40,
        "ls\n" * 4000,
        "ls \ud800",
    ],
)
def test_what_two_readers_could_read_differently_is_unreadable(text: str) -> None:
    found = read(text)
    assert found.uninspectable or not text
    assert not found.whole or not text or "unknown" not in found.uninspectable


def test_a_document_ends_where_bash_ends_it() -> None:
    for text in ("cat <<E\nls\nE \nrm -rf src\nE", "cat <<'E'\nE \nrm -rf src\nE", "cat <<-E\n\tE\nrm -rf src"):
        found = read(text)
        runs = text.startswith("cat <<-")
        assert found.uninspectable or any(str(touch) == "delete src" for touch in found.effects) == runs


def test_nothing_is_understood_of_nothing() -> None:
    assert read("").commands == ()
    assert read("# a comment").effects == ()


@pytest.mark.parametrize("name", ["r\u043c", "\uff52\uff4d", "r\u200dm", "ⓡm"])
def test_a_program_with_letters_that_look_like_others_is_unreadable(name: str) -> None:
    assert "look like" in read(f"{name} -rf x").uninspectable


@pytest.mark.parametrize(
    "text",
    [
        "$X a",
        "$(x) a",
        "`x` a",
        '"$X" a',
        "${X:-rm} a",
        "r$X a",
        "rm$IFS-rf$IFS/",
        "* a",
        "X=rm; X=ls; $X a",
        "if ls; then X=ls; fi; $X a",
        "ls | read X; $X a",
        "read X; $X a",
    ],
)
def test_a_program_whose_name_cannot_be_known_is_unreadable(text: str) -> None:
    assert read(text).uninspectable


@pytest.mark.parametrize(
    "text",
    [
        "ls; {}",
        "ls && {}",
        "false || {}",
        "ls | {}",
        "({})",
        "{{ {}; }}",
        "! {}",
        "{} &",
        "if true; then {}; fi",
        "if {}; then :; fi",
        "while {}; do :; done",
        "until {}; do :; done",
        "for i in 1; do {}; done",
        "for ((i=0;i<1;i++)); do {}; done",
        "case a in a) {};; esac",
        "f() {{ {}; }}; f",
        "function f {{ {}; }}",
        "echo $({})",
        "echo `{}`",
        'echo "$({})"',
        "echo ${{x:-$({})}}",
        "echo $((1+$({})))",
        "x=$({})",
        "x=($({}))",
        "x[$({})]=1",
        "echo \\é$({})",
        'echo é"\\é$({})"',
        "export x=$({})",
        "[[ -n $({}) ]]",
        "(( $({}) ))",
        "cat <({})",
        "ls > >({})",
        "cat <<E\n$({})\nE",
        "cat <<< $({})",
        "echo a > $({})",
        "bash -c '{}'",
        "sh <<< '{}'",
        "sh <<'E'\n{}\nE",
        "echo '{}' | sh",
        "eval '{}'",
        "trap '{}' EXIT",
        "time {}",
        "coproc {}",
        "nohup {} &",
        "timeout 5 {}",
        "env A=b {}",
        "command {}",
        "exec {}",
        "nice -n 5 {}",
        "stdbuf -oL {}",
        "setsid {}",
        "watch '{}'",
        "xargs {}",
        "find . -exec {} ';'",
        "git bisect run {}",
        "git submodule foreach '{}'",
        "env bash -c 'nohup sh -c \"{}\"'",
        "echo $(echo `{}`)",
        "echo a; # b\n{}",
    ],
)
def test_a_command_is_found_in_every_nesting(text: str) -> None:
    found = read(text.format("rm -rf src"))
    assert any(str(touch) == "delete src" for touch in found.effects) or found.uninspectable


def test_a_redirection_belongs_to_the_last_command_of_a_list() -> None:
    assert {str(one) for one in read("cd src && echo a > b").effects} == {"write src/b"}


def test_a_folder_that_may_not_exist_is_not_taken_for_where_things_happen() -> None:
    assert {str(one) for one in read("cd src; rm a").effects} == {"delete a", "delete src/a"}
    assert {str(one) for one in read("cd src && rm a").effects} == {"delete src/a"}
    assert {str(one) for one in read("(cd src && rm a); rm b").effects} == {"delete src/a", "delete b"}
    assert {str(one) for one in read("git -C src status; rm b").effects} == {"delete b"}


@pytest.mark.parametrize(
    "text", ["V=a & rm $V", "(V=a); rm $V", "V=a | x; rm $V", "false && V=a; rm $V", "f() { V=a; }; rm $V"]
)
def test_a_variable_that_may_not_be_set_is_not_known(text: str) -> None:
    assert not any(str(touch) == "delete a" for touch in read(text).effects)


def test_an_effect_names_the_command_it_came_from() -> None:
    (touch,) = read("ls; rm src/a").effects[1:]
    assert (touch.kind, touch.target, touch.why) == ("delete", "src/a", "rm src/a")
