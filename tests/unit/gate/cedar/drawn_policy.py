"""The policies whose requests both engines decide: every kind of entry and constraint stands in one of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wicketgate.gate.mcp import definition_digest
from wicketgate.policy import Policy, Profile

TEXT = """\
version: 1
tasks:
  files:
    files:
      read: [docs/**, "tickets/*.md", notes.txt, "**/data/*.csv", "lib/**/src/**/x*", "log?.txt", "*.toml"]
      write: [drafts/**, "site/*/page-*", "conf/**", package.json, "lib/**"]
      hide: [.env, "**/*.pem", docs/private, "docs/Über*", "**/secret/**/*.key", "docs/t[ab]"]
    limits: {calls: 5}
  shell:
    files: {read: [docs/**, notes.txt], write: [build/**, drafts/**], hide: ["**/*.pem", .env]}
    commands: [ls, cat *, git status, npm run *, "grep *", "rm -r *"]
    agents: true
    skills: [triage-*, deploy]
  net:
    network:
      - {GET: http://docs.acme.test/kb/**, bytes: 1 KiB per hour, limit: 3 per hour}
      - {GET: docs.acme.test/kb/**}
      - {POST: http://api.acme.test/tickets, ask: never}
      - {POST: api.acme.test/tickets/*}
      - {PUT: "http://api.acme.test/tickets/*/note-*", ask: never}
      - {GET: "http://*.wild.test:8080/**"}
      - {GET: "http://127.0.0.1:9000/a/**/z"}
      - {POST: code.acme.test/team/app.git/git-receive-pack, ask: never}
      - {POST: code.acme.test/**, ask: never}
      - {TUNNEL: api.github.com}
      - {TUNNEL: pypi.acme.test, ask: never}
    limits: {calls: 5}
  logins:
    ssh:
      git.acme.test: {key: DEPLOY_KEY, users: [git], host_keys: [HOST]}
      "build.acme.test:2222":
        {key: BUILD_KEY, users: [ci, "deploy"], host_keys: [HOST], ask: never, limit: 3 per hour, bytes: 1 KiB per hour}
      "127.0.0.1:22": {key: DEPLOY_KEY, users: [git, ci], host_keys: [HOST], limit: 2 per hour}
    limits: {calls: 5}
  mail:
    prompt: Send an answer to anna@acme.com, pay 40 to ACME-7, and post the note.
    tools:
      mail.draft: {effect: write, reversibility: R1}
      mail.outbox: {effect: send, reversibility: R3, to: ["*@acme.com"]}
      mail.send: {effect: send, to: ["*@acme.com", bob], ask: always, limit: 2 per hour}
      page.post: {effect: send, ask: never}
      ping.send: {effect: send, reversibility: R1}
      clock.read: {effect: read}
      mcp__lab__echo: {}
      refund.pay: {effect: write, reversibility: R4}
      kept.set: {effect: write, reversibility: R1, definition: "KEPT"}
      pin.set:
        effect: write
        reversibility: R1
        definition: "sha256:0000000000000000000000000000000000000000000000000000000000000000"
    limits: {calls: 5}
  clerk:
    files: {read: [in/**], hide: ["**/*.key"]}
    tools:
      one.path: {effect: send, arguments: {path: {path: ["in/*.txt", "out/**", "a?b"]}}}
      one.host: {effect: read, ask: always, arguments: {url: {host: ["*.acme.test", api.beta.test, 127.0.0.1]}}}
      one.who: {effect: send, reversibility: R3, ask: never, arguments: {who: {recipient: ["*@acme.com", bob]}}}
      one.table: {effect: read, ask: always, arguments: {table: {table: [tickets, notes]}}}
      one.amount: {effect: write, reversibility: R4, arguments: {amount: {amount: {most: 100.5, least: 0}}}}
      one.enum: {effect: write, reversibility: R1, arguments: {mode: {enum: [fast, 1, true, 2.5]}}}
      one.text: {effect: read, arguments: {words: {text: ["note *", "a*b*c"], optional: true}}}
      one.schema: {effect: read, ask: always, arguments: {body: {schema: {type: object, required: [id]}}}}
      one.list: {effect: write, reversibility: R5, arguments: {"items[].id": {enum: [1, 2, 3], amount: "<= 2"}}}
      one.closed:
        effect: read
        ask: always
        closed: true
        arguments: {to: {recipient: ["*"], optional: true}, "m.n": {enum: [a]}}
  reader:
    tools:
      db.query: {source: crm, tables: [tickets, "customers(id, name)"], limit: 3 per hour}
  asker:
    tools:
      db.query: {source: crm, tables: [tickets, "customers(id, name)"], ask: always}
  open:
    files: {read: ["**"], write: ["**"], hide: [secrets/**]}
    commands: any
  bare: {files: {read: [a]}}
sources:
  crm: {kind: sqlite, path: data/crm.db}
secrets:
  DEPLOY_KEY: {for: ssh}
  BUILD_KEY: {for: ssh}
"""
DEFINITIONS = {
    name: {"description": "Does what it is called.", "input_schema": {"type": "object"}}
    for name in ("pin.set", "kept.set", "mail.outbox")
}
TEXT = TEXT.replace("KEPT", definition_digest(DEFINITIONS["kept.set"], "kept.set"))
HOST = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
TEXT = TEXT.replace("HOST", f'"{HOST}"')
POLICY = Policy.of(TEXT, Path("/srv/desk/wicketgate.yaml"))


def profile(task: str) -> Profile:
    """Return one task of it; `mail` is told how its tools are defined."""
    found = POLICY.profile(task)
    return replace(found, definitions=DEFINITIONS) if task == "mail" else found
