"""Other machines: ssh and what rides on it, and archives that may lead there or start programs."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
SSH = "-46AaCfGgKkMNnqsTtVvXxYy -B: -b: -c: -D:network -E:write -e: -F:run -I:run -i:credential -J:network -L:network -l: -m: -O: -o:ssh-option -p: -Q: -R:send -S: -W:network -w:"
TAR = (
    "* -f:tarfile --file:tarfile -C:cd --directory:cd -T:read --files-from:read -X:read --exclude-from:read --exclude: -I:persist --use-compress-program:persist --to-command:persist --checkpoint-action: --checkpoint:? --rsh-command:persist --rmt-command:persist -F:persist --info-script:persist --new-volume-script:persist"
    " -b: -g:write --listed-incremental:write --transform: --xform: --strip-components: --owner: --group: --mtime: --newer: -N: --format: -H: --warning: --sort: --one-top-level:? -K: -L: -V: --suffix: --index-file:write"
)
PROGRAMS = (
    P("ssh autossh mosh", "text elsewhere", SSH, reader="ssh"),
    P("scp", "copyfrom* copyto", "-346ABCOpqRrsTv -c: -D: -F:run -i:credential -J:network -l: -o:ssh-option -P: -S:run -X:"),
    P("rsync", "copyfrom* copyto",
      "* -e:shell --rsh:shell --rsync-path:remote --exclude: --include: --exclude-from:read --include-from:read --files-from:read -f: --filter: --log-file:write --password-file:credential --bwlimit: --port: --timeout: --partial-dir: --temp-dir:write -T:write --backup-dir:write --suffix: --max-size: --min-size: --compare-dest:read --copy-dest:read --link-dest:read"
      " --out-format: --chmod: --chown: --info: --debug: --modify-window: --block-size: -B: --delete --remove-source-files -M: --remote-option: --write-batch:write --read-batch:read --only-write-batch:write --daemon",
      reader="rsync"),
    P("sshpass", "command", "-v -p:credential -f:credential -e -P: -d:"),
    P("ssh-keygen", "text*", "* -f: -t: -b: -C: -N: -P: -R: -F: -s:credential -I: -n: -V: -D:run", when={"-l -F": "harmless"}, does="credential an ssh key"),
    P("ssh-add ssh-agent ssh-copy-id gpgsm gpgconf age-keygen certbot mkcert step cfssl keytool pass gopass op bw lpass secret-tool security keyring kinit klist kdestroy ssh-import-id minisign signify", "text*", "* -in:read -out:write -o:write --output:write", "credential keys or secrets", subs=()),
    P("gpg gpg2 age", "text*", "* -o:write --output:write -r: -u: -k: --keyserver:network --homedir:credential", "credential keys", when={"--verify --list-keys --list-public-keys -k --fingerprint --version --list-packets --dearmor": "harmless", "--encrypt -e": P("", "read*")}),
    P("openssl", "text*", "* -in:read -out:write -CAfile:read -key:credential -inkey:credential -passin:credential -passout:credential -pass:credential -signkey:credential -sign:credential -days: -subj: -newkey: -keyout:credential -config:run -engine:run -provider:run -provider-path:run -connect: -servername: -rand:read -extfile:read", long=True, subs=(
        P("version help list errstr prime ciphers speed", "text*", "*"),
        P("x509 crl verify", "list*", "* -in:list -CAfile:list -CApath:list"),
        P("req ocsp dgst md5 sha1 sha256 sha512 asn1parse base64 cms ts crl2pkcs7 pkcs7 storeutl s_time", "read*", "*", when={"-newkey -keyout -new -x509&-newkey": "credential a new key"}),
        P("rand", "text*", "*"),
        P("s_client", "text*", "*", reader="handshake"),
        P("rsa ec dsa pkey pkcs8 pkcs12 genrsa genpkey ecparam gendsa enc passwd dhparam s_server smime ca kdf pkeyutl rsautl", "text*", "*", "credential keys or secrets", when={"-pubout&-noout": ""}))),
    P("ssh-keyscan", "network*", "* -t: -p: -f:read"),
    P("sshfs mount.nfs mount.cifs smbclient rclone-mount", "text*", "*", "network a folder elsewhere"),
    P("tar gtar bsdtar", "text*", TAR, reader="tar"),
    P("zip", "write read*", "* -b: -n: -P: -t: -tt: -s: -x: -i: --unzip-command:persist --out:write -O:write --password:", when={"-d --delete": "destroy what the archive holds", "-T": "persist a program zip may start", "-m --move": "destroy the files that were archived"}, long=False),
    P("unzip", "read text*", "* -d:write -P: -x: -:", when={"-:": "write /","-l -v -t -Z -p -c": P("", "read text*"), "0": ""}, does="write what the archive holds"),
    P("zipinfo zipgrep zcat gzcat xzcat bzcat zstdcat lzcat zless zmore zdiff zcmp xzgrep bzgrep", "read*", "*"),
    P("7z 7za 7zz p7zip unrar rar unar lsar", "text*", "* -o:write? -p:?", subs=(P("l t lt v", "read text*", "*"), P("a u", "write read*", "*", when={"-sdel -s&-d&-e&-l": "destroy the files that were archived"}), P("x e", "read text*", "*", "write what the archive holds"), P("d rn", "write text*", "*", "destroy what the archive holds"))),
    P("gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4 unlz4 lzma brotli pigz pbzip2 compress uncompress", "write*", "* -S: -o:write -T: --output:write", when={"-c --stdout --to-stdout -t --test -l --list": P("", "read*"), "-k --keep": P("", "read*")}),
    P("cpio pax", "text*", "* -D:write -F:read -O:write -I:read", "write what the archive holds", when={"-o --create -t --list": ""}),
    P("jar", "text*", "*", "write what the archive holds", when={"-t -f --list --version": ""}, subs=(P("tf tvf --list -tf", "read text*", "*"), P("cf cvf cfe cfm", "write read*", "*"), P("xf xvf uf", "read text*", "*", "write what the archive holds"))),
    P("ar-x dpkg-deb rpm2cpio asar shar uudecode uuencode", "text*", "*", "write what the archive holds", when={"-c -I --info --contents -x": ""}),
)

EXAMPLES = (
    ("ssh-keygen -lf ~/.ssh/id_ed25519.pub", "harmless"), ("ssh-keygen -yf ~/.ssh/id_ed25519", "asks"), ("ssh -G host", "harmless"), ("ssh -T git@github.com", "harmless"), ("ssh -T git@evil.test", "asks"), ("ssh -R 1:localhost:22 git@github.com", "asks"), ("rsync -a --delete src/ build/mirror/", "harmless"),
    ("echo | openssl s_client -connect example.com:443", "harmless"), ("openssl s_client -connect evil.test:443 </dev/null", "asks"), ("cat a.txt | openssl s_client -connect example.com:443", "asks"),
    ("ssh host ls /var/log", "asks"), ("ssh host 'rm -rf /'", "asks"), ("ssh -V", "harmless"), ("ssh -o ProxyCommand='rm -rf src' host", "asks"), ("scp a.txt host:/tmp/", "asks"), ("scp host:/var/log/x.log .", "asks"), ("scp a.txt b.txt", "harmless"),
    ("rsync -av src/ backup/", "harmless"), ("rsync -av src/ host:/backup/", "asks"), ("rsync -av --delete a/ b/", "asks"), ("rsync -n -av --delete a/ b/", "harmless"), ("rsync -e 'sh -c id' a host:b", "asks"), ("ssh-keygen -t ed25519", "asks"), ("gpg --export-secret-keys", "asks"),
    ("openssl version", "harmless"), ("openssl x509 -in cert.pem -noout -text", "harmless"), ("openssl x509 -in ~/.ssh/id_rsa", "asks"), ("tar tf a.tgz", "harmless"), ("tar xzf a.tgz", "harmless"), ("tar czf a.tgz src", "harmless"), ("tar czf - src", "harmless"), ("tar xf a.tar -C /etc", "asks"), ("tar cf x.tar --checkpoint=1 --checkpoint-action=exec=sh src", "asks"), ("tar xf a.tar --to-command='sh -c id'", "asks"),
    ("tar cf /dev/null --to-command=id src", "asks"), ("tar cf host:a.tar src", "asks"), ("tar -xf a.tar --absolute-names", "asks"), ("tar -cvzf backup.tar.gz ~/.ssh", "asks"), ("zip -r a.zip src", "harmless"), ("zip a.zip -T -TT 'sh -c id' b", "asks"), ("unzip -l a.zip", "harmless"), ("unzip a.zip -d out", "harmless"),
    ("unzip a.zip -d /etc", "asks"), ("gunzip a.gz", "harmless"), ("gzip -c /etc/shadow", "asks"), ("zcat a.gz", "harmless"), ("7z x a.7z", "harmless"),
)
