"""Using the machine up. Each bomb is bounded by itself as well, so that the bare run harms nobody."""

from demo.attack import Attack, bash, python

MEBIBYTE = 1 << 20
MEMORY, WRITTEN, PROCESSES, OUTPUT = 1300 * MEBIBYTE, 192 * MEBIBYTE, 450, 3 * MEBIBYTE

ATTACKS = (
    Attack(
        "disk-bomb",
        "limits: disk",
        (
            python(
                f"block = os.urandom({MEBIBYTE})\n"
                "def fill():\n"
                "    for number in range(25):\n"
                "        with open(f'drafts/fill-{number}', 'wb', 0) as file:\n"
                "            for _ in range(8):\n"
                "                if file.write(block) != len(block): raise OSError('full')\n"
                "tried(fill)\ntime.sleep(0.7)\n"
                "for path in glob.glob('drafts/fill-*'): os.unlink(path)"
            ),
        ),
        lambda seen: seen.peak("disk-bomb", "written") >= WRITTEN,
        session="output",
    ),
    Attack(
        "process-bomb",
        "limits: processes",
        (
            python("""
children = []
def multiply():
    for _ in range(480):
        pid = os.fork()
        if pid == 0: os.execv('/bin/sleep', [MARK, '20'])
        children.append(pid)
tried(multiply)
time.sleep(1.2)
for pid in children: os.kill(pid, 9)
"""),
        ),
        lambda seen: seen.peak("process-bomb", "processes") >= PROCESSES,
        session="processes",
    ),
    Attack(
        "memory-bomb",
        "limits: memory of all processes together",
        (
            bash(
                "for i in 1 2 3 4; do (exec -a @MARK@ python3 -c 'import time\nheld = []\nfor _ in range(21):\n"
                '    held.append(b"x" * (16 << 20)); time.sleep(0.03)\ntime.sleep(1)\') & done; wait'
            ),
        ),
        lambda seen: seen.peak("memory-bomb", "memory") >= MEMORY,
        session="memory",
    ),
    Attack(
        "output-bomb",
        "limits: output",
        (bash("true"),),
        lambda seen: seen.output_bytes() >= OUTPUT,
        session="output",
        words="flood " * (OUTPUT // 5),
    ),
)
