"""coreutils that change files, and their like."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

PROGRAMS = (
    Program(
        "rm grm trash trash-put",
        "delete*",
        "-fiIrRdvPW --force --interactive:? --one-file-system --recursive --dir --verbose"
        " --preserve-root:? --no-preserve-root",
        when={"--no-preserve-root": "destroy the whole machine"},
    ),
    Program("rmdir", "mark*", "-pv --parents --verbose --ignore-fail-on-non-empty"),
    Program("unlink", "delete"),
    Program("shred srm wipe", "destroy*", "* -n: -s: --iterations: --size: --random-source:read"),
    Program(
        "cp gcp",
        "read* write",
        "-abdfiHlLnpPrRsTuvxXcZ -S: --suffix: -t:write --target-directory:write --backup:? --archive --force"
        " --interactive --link --dereference --no-clobber --no-dereference --preserve:? --no-preserve: --parents --recursive --reflink:?"
        " --remove-destination --sparse: --strip-trailing-slashes --symbolic-link --no-target-directory --update:? --verbose"
        " --one-file-system --attributes-only --copy-contents",
        reader="cp",
    ),
    Program(
        "mv gmv",
        "move* write",
        "-bfinuvTZ -S: --suffix: -t:write --target-directory:write --backup:? --force --interactive"
        " --no-clobber --strip-trailing-slashes --no-target-directory --update:? --verbose --exchange",
        reader="move",
    ),
    Program(
        "ln gln",
        "read* write!",
        "-bdfFiLnPrsTv -S: -t:write --suffix: --target-directory:write --backup:? --force --interactive --logical"
        " --no-dereference --physical --relative --symbolic --no-target-directory --verbose",
        reader="link",
    ),
    Program("link", "read write"),
    Program(
        "install ginstall",
        "read* write",
        "-bcCDpsTvZ -g: -m: -o: -S: -t:write --backup:? --compare --directory --group: --mode:"
        " --owner: --preserve-timestamps --strip --target-directory:write --no-target-directory --verbose -d",
        when={
            "-d --directory": Program("", "write*"),
            "-t --target-directory": Program("", "read*"),
            "-m=4755 -m=u+s": "privilege a program that runs as its owner",
            "-o --owner": "privilege another owner",
        },
    ),
    Program("mkdir gmkdir", "write*", "-pvZ -m: --parents --mode: --verbose --context:?"),
    Program(
        "touch gtouch", "write*", "-achm -d: -r:list -t: --date: --reference:list --time: --no-create --no-dereference"
    ),
    Program(
        "mktemp", "text*", "-dqut -p:write --directory --dry-run --quiet --suffix: --tmpdir:write?", reader="mktemp"
    ),
    Program("mkfifo", "write*", "-Z -m: --mode:"),
    Program("mknod", "write text*", "-m:", does="privilege a device"),
    Program(
        "truncate", "write*", "-co -r:list -s: --no-create --size: --reference:list --io-blocks", reader="truncate"
    ),
    Program("tee gtee", "write*", "-aip --append --ignore-interrupts --output-error:?", reader="also-tee"),
    Program(
        "split csplit",
        "read text*",
        "-dexkqsz -a: -b: -C: -n: -l: -t: -f: --bytes: --lines: --number: --suffix-length: --prefix:"
        " --numeric-suffixes:? --additional-suffix: --filter:start --verbose --elide-empty-files",
    ),
    Program("chmod gchmod", reader="raw-chmod"),
    Program(
        "chown chgrp lchown",
        "text write*",
        "-cfhHLPRv --changes --recursive --reference:list --from: --verbose",
        does="privilege who owns files",
    ),
    Program("setfacl chattr setfattr chcon chflags xattr", "text*", "*", does="privilege who may do what with files"),
    Program("getfacl lsattr getfattr namei", "list*", "*"),
    Program("dd gdd", reader="raw-dd"),
    Program("fallocate", "write", "-cdixnpvz -l: -o: --length: --offset:", reader="fallocate"),
    Program("rename prename", "text* write*", "*", does="", reader="unclear"),
    Program("dos2unix unix2dos", "write*", "*"),
    Program(
        "patch",
        "write! read",
        "-bcefElnNRstuvZT -d:cd -i:read -o:write -p: -F: -r:write -B: -V: -Y: -z: -D: -g: --dry-run --input:read --output:write"
        " --directory:cd --strip: --fuzz: --reverse --forward --batch --force --binary --verbose --backup --merge:?",
        when={"--dry-run": Program("", "read read"), "-e": "start what an ed script says"},
    ),
    Program(
        "mkfs mke2fs mkfs.ext4 mkfs.xfs mkfs.vfat mkfs.btrfs mkswap fdisk sfdisk gdisk parted wipefs blkdiscard sgdisk cfdisk"
        " badblocks hdparm",
        "text*",
        "*",
        does="destroy what is on a disk",
    ),
    Program(
        "mount",
        "text*",
        "*",
        does="system disks and mounts",
        when={"0": Program("", "text*"), "-l": Program("", "text")},
    ),
    Program(
        "umount swapon swapoff losetup cryptsetup fsck e2fsck tune2fs",
        "text*",
        "*",
        does="system disks and mounts",
    ),
)

EXAMPLES = (
    ("rm -rf build dist", "delete build; delete dist"),
    ("rm -rf node_modules", "harmless"),
    ("rm src/main.py", "asks"),
    ("rm -rf /", "asks"),
    ("rm -rf ~", "asks"),
    ('rm -rf "$DIR"', "asks"),
    ("rm -rf build/../src", "asks"),
    ("rm -fr --no-preserve-root /", "asks"),
    ("rm --recurs --forc src", "asks"),
    ("rm -rf /tmp/scratch", "harmless"),
    ("rm -rf /tmp", "asks"),
    ("cp src/a.ts /tmp/", "harmless"),
    ("mv src /tmp/", "asks"),
    ("rm -rf test-results _site", "harmless"),
    ("rm -rf /tmp/*", "asks"),
    ("rm -rf /tmp/build-*", "harmless"),
    ("cat /dev/null > src/a.py", "asks"),
    ("echo -n > src/a.py", "asks"),
    ("cat /dev/null > app.log", "harmless"),
    ("cp a.txt b.txt", "read a.txt; write b.txt"),
    ("cp -t out a.txt b.txt", "write out; read a.txt; read b.txt"),
    ("cp ~/.ssh/id_rsa x", "asks"),
    ("cp evil ~/.bashrc", "asks"),
    ("mv a.txt b.txt", "harmless"),
    ("mv src /tmp/x", "asks"),
    ("mv a.txt ~/.profile", "asks"),
    ("ln -s /etc/shadow link", "asks"),
    ("ln -s src/a b", "harmless"),
    ("mkdir -p a/b/c", "write a/b/c"),
    ("touch a.txt", "write a.txt"),
    ("touch .git/hooks/pre-commit", "asks"),
    ("echo x | tee -a out.log", "write out.log"),
    ("chmod +x run.sh", "harmless"),
    ("chmod 777 file", "asks"),
    ("chmod u+s prog", "asks"),
    ("chmod -R 000 .", "asks"),
    ("chmod a-r file", "asks"),
    ("chmod 600 file", "harmless"),
    ("chmod go-rwx file", "harmless"),
    ("chown root file", "asks"),
    ("mount", "harmless"),
    ("mount /dev/sdb1 /mnt", "asks"),
    ("dd if=/dev/zero of=/dev/sda", "asks"),
    ("dd if=a of=b bs=1M", "read a; write b"),
    ("truncate -s 0 app.log", "delete app.log"),
    ("truncate -s 0 src/a.py", "asks"),
    ("> src/a.py", "asks"),
    ("cp /dev/null src/a.py", "asks"),
    ("mkfs.ext4 /dev/sdb1", "asks"),
    ("fallocate -l 900G big", "asks"),
    ("fallocate -l 10M big", "write big"),
    ("shred -u secrets.txt", "asks"),
    ("F=$(mktemp) && echo x > $F && rm $F", "harmless"),
    ("cd $(mktemp -d) && touch a", "harmless"),
)
