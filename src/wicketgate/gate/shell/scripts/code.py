"""One-liners of node, perl, ruby, php, julia. A harmless subset is recognised; all else is unread code.

Each language has a list of names that only compute and print: text in quotes is taken out first, then every name left
must be on the list, and what could build a name or a command from text is refused. A literal path read is noted.
"""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

import re

from wicketgate.gate.shell.effects import Kind
from wicketgate.gate.shell.state import State, Word

NODE_DANGER = re.compile(
    r"require|import|Deno\b|Bun\b|process\.(?!version|platform|arch|argv|versions|memoryUsage|uptime|hrtime|cwd\(|exit|stdout\.write)|process\b(?!\.)|eval|Function|constructor|globalThis|global\b|fetch"
    r"|XMLHttp|WebSocket|binding|__proto__|module\b|this\b|`|\\[ux]|Reflect|getOwn|PrototypeOf|Descriptor|define(?:Property|Properties|Getter)|[{,]\s*\[[^\]]*\]\s*:|Proxy|\bwith\b|prototype|\bself\b"
)
NODE_INDEX = re.compile(r"(?<=[\w)\]}\"'.])\s*\[(?!\s*(?:\d+|[\"'][\w./@ -]+[\"'])\s*\])")
"""An element by a name that is computed: any method could be meant."""
NODE_READS = re.compile(
    r"(?:(?:await\s+)?(?:require|import)\(\s*|\bimport\s+(?:[\w$,{}*\s]+\sfrom\s+|\{[\w$,\s]+\}\s*from\s*)?)['\"](\.\.?/[\w./-]+|[@\w/-]+/package\.json|(?:node:)?(?:path|util|url|querystring|assert|os|crypto|events))['\"](?:\s*\)|\s*;|(?=\s*\n)|$)"
)
NODE_OPENS = re.compile(
    r"(?:require\(\s*['\"](?:node:)?fs['\"]\s*\)|\bfs)\.(?:readFileSync|existsSync|readdirSync|statSync|lstatSync)"
    r"\(\s*['\"]([\w./@ -]+)['\"]\s*(?:,\s*(?:['\"][\w-]+['\"]|\{[^{}()]*\})\s*)?\)"
)
NODE_FS = re.compile(r"(?:const|let|var)\s+fs\s*=\s*require\(\s*['\"](?:node:)?fs['\"]\s*\)\s*[;,\n]?")


NODE_TELLS = re.compile(r"\b(?:Deno\.(?:version|build)\.\w+|Bun\.(?:version|revision))\b")


def node(state: State, words: list[Word], why: str) -> None:
    """Accept what only computes and prints, and reads files by their plain names."""
    text = words[0].text
    for path in NODE_OPENS.findall(text) if words[0].known else ():
        state.note(Kind.READ, Word(path), why)
    for found in NODE_READS.finditer(text) if words[0].known else ():
        if found[1].startswith("."):
            state.note(Kind.READ if found[1].endswith(".json") else Kind.RUN, Word(found[1]), why)
    text = NODE_TELLS.sub("x", text)
    left = NODE_FS.sub("", NODE_OPENS.sub("x", NODE_READS.sub("x", text)))
    left = re.sub(r"(?<![.\w])(?:of|in|return|const|let|var)\s*\[", "=[", left.replace("Symbol.iterator", "x"))
    if not words[0].known or NODE_DANGER.search(left) or NODE_INDEX.search(left) or re.search(r"\bfs\b", left):
        state.unclear(f"javascript code that may do anything: {why[:60]}")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\#$@`]|\\[\\nt\"'$@#])*\"", re.DOTALL)
IDENTIFIER = re.compile(r"[A-Za-z_]\w*[?!]?")
PRINTS = "print puts p pp say echo printf sprintf true false nil null if unless else elsif elseif end do and or not in then while for foreach"
ALLOWED = {
    "perl": _names(
        PRINTS
        + " my our local split join map grep sort keys values push pop shift unshift scalar length substr lc uc ucfirst lcfirst index rindex"
        " defined chomp chop reverse int abs sqrt next last BEGIN END eq ne lt gt le ge cmp x qw each exists exit time localtime sum max min"
        " JSON PP new pretty encode decode canonical encode_json decode_json STDIN STDERR STDOUT ord chr hex oct Data Dumper POSIX strftime floor ceil List Util uniq first"
    ),
    "ruby": _names(
        PRINTS
        + " JSON parse generate pretty_generate STDIN STDOUT ARGF ARGV read gets each each_line each_with_index lines map select reject sum size length count sort"
        " sort_by uniq first last min max keys values to_s to_i to_f to_a to_h to_json join split strip chomp upcase downcase capitalize reverse include? empty?"
        " RUBY_VERSION RUBY_PLATFORM RUBY_ENGINE Gem VERSION Time Date now today strftime times upto step key? dig fetch flatten compact zip inspect freeze"
        " group_by tally transform_values inject reduce any? all? none? even? odd? exit round floor ceil Integer Float String Array Hash new nil? gsub sub tr"
    ),
    "php": _names(
        PRINTS
        + " PHP_VERSION PHP_EOL PHP_OS PHP_OS_FAMILY PHP_INT_MAX json_encode json_decode count strlen var_dump print_r var_export array_keys array_values array_sum implode"
        " explode date time phpversion ini_get function_exists extension_loaded class_exists sprintf number_format trim strtoupper strtolower ucfirst md5 sha1 hash crc32 base64_encode base64_decode"
        " urlencode urldecode substr str_replace strpos round floor ceil max min range sort in_array is_array microtime memory_get_usage php_sapi_name JSON_PRETTY_PRINT as return mt_rand rand random_int"
    ),
    "julia": _names(PRINTS + " println using Pkg test status instantiate precompile VERSION sum length versioninfo"),
}
REFUSED = {
    "perl": re.compile(
        r"`|@\{|\$\{|\(\?\??\{|->\s*[($]|&\s*[{$\"&]?\s*(?=[{$\"])|\bqx\b|\bENV\b|%x|<\s*\$|\|\s*[\"']|[\"']\s*\||>\s*[\"']"
    ),
    "ruby": re.compile(r"`|%x|#\{|\$[A-Za-z]|::\s*[a-z]|\"\s*\.|&\s*\w|<<"),
    "php": re.compile(r"\)\s*\(|`|\$\$|\$\{|\$\w+\s*\(|\]\s*\(|<\?|\bENV\b|_(?:SERVER|ENV|GET|POST)|&\s*\$"),
    "julia": re.compile(r"`|\$"),
}
READS = {
    "ruby": re.compile(
        r"\b(?:File\.(?:read|readlines|exist\?|size)|YAML\.(?:safe_)?load_file|JSON\.load_file|CSV\.(?:read|foreach))\(\s*['\"]([\w./ -]+)['\"]\s*\)"
    ),
    "php": re.compile(r"\b(?:file_get_contents|file_exists|filesize|is_file)\(\s*['\"]([\w./ -]+)['\"]\s*\)"),
    "perl": re.compile(r"(?!)()"),
    "julia": re.compile(r"(?!)()"),
}
REQUIRED = re.compile(r"\brequire\s*\(?\s*['\"](?:json|time|date|set|pp|digest|securerandom|bigdecimal|csv)['\"]\s*\)?")
MATCH = re.compile(
    r"(?:\b(?:s|y|tr)([/|,#!])(?:[^\\\n]|\\.)*?\1(?:[^\\\n]|\\.)*?\1|(?<![\w)\]$])m?/(?:[^\\/\n]|\\.)*/)[gimsxro]*(?![A-Za-z])"
)
RUBY_OWN = re.compile(r"\$(?:stdin|stdout|stderr)\b")
NEVER = {
    "perl": re.compile(
        r"\b(?:system|exec|fork|open|sysopen|unlink|rmdir|rename|require|use|eval|qx|socket|kill|chmod|chown|symlink|link|mkdir|syscall|readpipe|sub"
        r"|truncate|syswrite|utime|AUTOLOAD|CORE)\b|\bdo\b(?!\s*\{)|`|&\s*\$|->\s*[$(]"
    ),
    "ruby": re.compile(
        r"\b(?:system|exec|spawn|fork|\w*eval|\w*send|require_relative|load|open|popen|IO|Kernel|Process|FileUtils|Dir|unlink|delete|rm\w*|write\w*|method"
        r"|const_get|define_method|binding|syscall|trap|autoload|Object|ObjectSpace|instance_\w+|Open3|PTY|Socket|TCP\w+|Net|Fiddle|rename|truncate|chmod|symlink)\b"
    ),
    "php": re.compile(
        r"\b(?:\w*exec|system|passthru|popen|proc_open|pcntl_\w+|eval|assert|include\w*|require\w*|unlink|rmdir|rename|file_put_contents|fopen|copy"
        r"|call_user_func\w*|create_function|mail|dl|putenv|chmod|symlink|curl_\w+|fsockopen|stream_\w+|unserialize|Reflection\w*|SplFileObject|FFI)\b",
        re.IGNORECASE,
    ),
}
"""What stands nowhere in code that only prints, not even where it seems to be quoted: quotes can be told wrongly."""
PERL_RAW = re.compile(r"\(\?\??\{|[@$%&]\s*\{|ARGV|\bENV\b")
SIGIL = re.compile(r"[$@%]#?(?:\w+|[_&0-9.,;/\\!@])")
KEY = re.compile(r"\b\w+\s*=>")
SYMBOL = re.compile(r"(?<![:\w]):[a-z_]\w*[?!]?|\b[a-z_]\w*:(?!:)")


def _judged(state: State, words: list[Word], why: str, language: str) -> None:
    text = words[0].text
    if not words[0].known or not text.strip():
        state.unclear(f"{language} code that cannot be known, or none: {why[:60]}")
        return
    for path in READS[language].findall(text):
        state.note(Kind.READ, Word(path), why)
    text = text if language != "ruby" else RUBY_OWN.sub("STDIN", text)
    left = READS[language].sub("p", REQUIRED.sub("", text) if language == "ruby" else text)
    if language == "perl":
        left = MATCH.sub(" 1 ", left)
    bare = STRING.sub('""', left)
    raw = (language == "perl" and PERL_RAW.search(text)) or (language in NEVER and NEVER[language].search(text))
    unsafe = raw or REFUSED[language].search(left if language != "perl" else bare) or ('"' in bare.replace('""', ""))
    called = re.search(r'""\s*(?:\(|->)', bare)
    if language in ("perl", "php"):
        bare = SIGIL.sub(" ", KEY.sub(" ", bare))
    elif language == "ruby":
        bare = _local(SYMBOL.sub(" ", bare))
    if unsafe or called or not set(IDENTIFIER.findall(bare)) <= ALLOWED[language]:
        state.unclear(f"{language} code that may do anything: {why[:60]}")


def _local(text: str) -> str:
    """Take out names that the code itself gives to values: `|a, b|`, `x = …`."""
    own = {name for found in re.findall(r"\|([\w, ]+)\|", text) for name in re.findall(r"\w+", found)}
    own |= set(re.findall(r"(?:^|[;\n])\s*([a-z_]\w*)\s*=(?!=)", text))
    return re.sub(r"(?<!\.)\b(?:" + "|".join(map(re.escape, own)) + r")\b", " ", text) if own else text


def perl(state: State, words: list[Word], why: str) -> None:
    """Accept printing, matching, and substitutions without code."""
    _judged(state, words, why, "perl")


def ruby(state: State, words: list[Word], why: str) -> None:
    """Accept computing and printing."""
    _judged(state, words, why, "ruby")


def php(state: State, words: list[Word], why: str) -> None:
    """Accept computing and printing."""
    _judged(state, words, why, "php")


def julia(state: State, words: list[Word], why: str) -> None:
    """Accept printing, and the project's own tests."""
    _judged(state, words, why, "julia")
