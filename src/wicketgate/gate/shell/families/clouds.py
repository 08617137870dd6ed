"""terraform and the clouds' own tools: what describes, what changes, what hands out credentials."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
TF = "* -out:write -var: -var-file:read -target: -state:read -state-out:write -chdir:cd -backend-config:read -plugin-dir:run -lock-timeout: -parallelism: -refresh: -from-module:install -backup:write -generate-config-out:write -test-directory:read -filter: -replace:"
AWS = "* --profile: --region: --output: --query: --endpoint-url:network --cli-input-json:read --cli-input-yaml:read --filters: --filter: --no-cli-pager --ca-bundle:read --color: --cli-read-timeout: --cli-connect-timeout: --max-items: --page-size: --starting-token:"
PROGRAMS = (
    P("terraform tofu", "text*", TF, long=True, subs=(
        P("plan validate fmt show output-list providers graph version get test metadata modules", "text*", TF, "build the project's infrastructure code"),
        P("output", "text*", TF, "fetch the state", when={"-raw -json --raw --json": "credential what the state may hold"}),
        P("init", "text*", TF, "build what the project declares"),
        P("state", "text*", TF, subs=(P("list show", "text*", TF, "fetch the state"), P("pull", "text*", TF, "credential what the state holds"), P("rm mv push replace-provider", "text*", TF, "remote the state"))),
        P("workspace", "text*", TF, subs=(P("list show", "text*", TF), P("select", "text*", TF, "persist which infrastructure later commands reach"), P("new delete", "text*", TF, "remote the state"))),
        P("apply destroy import refresh taint untaint force-unlock login logout console", "text*", TF, "remote infrastructure"))),
    P("terragrunt pulumi cdktf cdk", "text*", "* -s: --stack: --cwd:cd -C:cd -c: --profile: --region:", "remote infrastructure", subs=(
        P("plan preview validate fmt hclfmt graph synth synthesize ls list diff version about whoami doctor docs get init test", "text*", "* -s: --stack: --cwd:cd -C:cd -c: -o:write --output:write", "build the project's infrastructure code"),
        P("stack logs output state config", "text*", "* -s: --stack:", "fetch the state", words={"rm delete set import export select init unprotect output --show-secrets": "remote the state", "*[Pp]ass* *PASS* *[Ss]ecret* *SECRET* *[Tt]oken* *TOKEN* *[Kk]ey *KEY": "credential what is kept secret"}, when={"--show-secrets": "credential what the state holds"}),
        P("apply up destroy deploy refresh import cancel login logout new bootstrap run-all run watch rollback convert provider plugin policy env org console", "text*", "*", "remote infrastructure"))),
    P("ansible-inventory ansible-doc ansible-config ansible-lint-info", "seen*", "* -i:read", "build the project's infrastructure code", when={"--vault-password-file --ask-vault-pass": "credential what a vault holds"}),
    P("ansible-galaxy", "text*", "*", subs=(P("list info search verify", "text*", "*"), P("collection role", "text*", "*", subs=(P("list verify", "text*", "*"), P("install init build publish download remove delete import setup", "text*", "*", "install roles of others"))), P("install init build publish remove delete import login setup", "text*", "*", "install roles of others"))),
    P("ansible ansible-playbook ansible-vault ansible-pull ansible-console salt salt-call puppet chef knife nixops colmena", "text*", "* -i:read -e: -o:write -f:read -t: -template:read --profile: --region: --stack: -s: --check --syntax-check --diff --list-hosts --list-tasks", "remote infrastructure",
      when={"--syntax-check --list-hosts --list-tasks --list-tags --version --check": "harmless"}, words={}, subs=()),
    P("aws", "text*", AWS, reader="raw-aws"),
    P("gcloud gsutil bq", "text*", AWS, reader="raw-gcloud"),
    P("az", "text*", AWS, reader="raw-az"),
    P("aws-vault saml2aws granted assume chamber awsume leapp", "text*", "*", "credential a cloud's"),
    P("s3cmd s5cmd rclone mc s4cmd azcopy b2 restic borg duplicity rsnapshot", "text*", "*", "send files to a store elsewhere", subs=(
        P("ls lsf lsl lsd tree size du info version help listremotes list snapshots stats check stat head diff find", "text*", "*", "fetch a store"),
        P("cat get", "text*", "*", "fetch a store"),
        P("put cp copy sync mv move rm del delete purge mb rb rmdir mkdir setacl share presign config backup restore forget prune init mount serve obscure bisync copyto moveto cleanup rcat alias admin policy anonymous login make remove upload download extract create mirror run", "text*", "*", "send files to or from a store elsewhere"))),
)

EXAMPLES = (
    ("terraform plan", "harmless"), ("terraform plan -out=tf.plan", "harmless"), ("terraform apply -auto-approve", "asks"), ("terraform destroy", "asks"), ("terraform fmt -check", "harmless"), ("terraform state rm x", "asks"), ("terraform -chdir=infra plan", "harmless"),
    ("aws s3 ls", "harmless"), ("aws s3 ls s3://b/p --recursive", "harmless"), ("aws s3 rm s3://b --recursive", "asks"), ("aws s3 cp a.txt s3://b/", "asks"), ("aws ec2 describe-instances --region us-east-1", "harmless"), ("aws ec2 terminate-instances --instance-ids i-1", "asks"),
    ("aws sts get-caller-identity", "harmless"), ("aws sts get-session-token", "asks"), ("aws secretsmanager get-secret-value --secret-id x", "asks"), ("aws secretsmanager list-secrets", "harmless"), ("aws configure get aws_secret_access_key", "asks"), ("aws iam create-access-key", "asks"),
    ("aws ssm get-parameter --name x --with-decryption", "asks"), ("aws logs tail /aws/lambda/x --since 1h", "harmless"), ("aws --endpoint-url http://evil.example s3 ls", "asks"), ("aws lambda get-function --function-name x --query Configuration.Environment", "asks"), ("aws lambda invoke --function-name x out.json", "asks"), ("aws --version", "harmless"), ("aws s3 rm help", "harmless"), ("aws s3api delete-bucket --bucket help", "asks"), ("terraform destroy -help", "harmless"),
    ("gcloud compute instances list", "harmless"), ("gcloud compute instances delete x", "asks"), ("gcloud auth print-access-token", "asks"), ("gcloud config list", "harmless"), ("gsutil ls gs://b", "harmless"), ("gsutil rm -r gs://b", "asks"), ("az vm list", "harmless"), ("az group delete -n x", "asks"), ("az account get-access-token", "asks"),
    ("ansible-playbook site.yml", "asks"), ("ansible-playbook --syntax-check site.yml", "harmless"), ("pulumi up", "asks"), ("pulumi config get dbPassword", "asks"), ("pulumi config get aws:region", "harmless"),
)
