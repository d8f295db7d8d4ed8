# A server for development, in the image of Vault or of OpenBao. `server -dev` prints its root token; this prints none, and
# gives none to a command as an argument or in its environment.
set -eu
vault=$(command -v bao || command -v vault)

"$vault" server -config=/etc/vault/server.hcl &
server=$!
trap 'kill "$server"' TERM INT

# Exit code 2: it answers, and is sealed.
answer=1
while [ "$answer" != 2 ]; do
  kill -0 "$server"
  sleep 0.1
  answer=0
  "$vault" status >/dev/null 2>&1 || answer=$?
done

umask 077
"$vault" operator init -key-shares=1 -key-threshold=1 >"$HOME/init"
sed -n 's/^Unseal Key 1: //p' "$HOME/init" | tr -d '\n' | "$vault" write sys/unseal key=- >/dev/null
sed -n 's/^Initial Root Token: //p' "$HOME/init" | tr -d '\n' | "$vault" login -no-print -
rm "$HOME/init"

"$vault" secrets enable -path=secret -version=2 kv
"$vault" policy write app /etc/vault/policy.hcl
"$vault" auth enable approle
"$vault" write auth/approle/role/app token_policies=app token_period=1m
"$vault" write auth/approle/role/app/role-id role_id=@/run/vault-login/role-id
"$vault" write auth/approle/role/app/custom-secret-id secret_id=@/run/vault-login/secret-id >/dev/null
"$vault" write auth/token/roles/app allowed_policies=app orphan=true renewable=false
head -c 24 /dev/urandom | base64 | tr -d '\n' | "$vault" kv put secret/app password=- >/dev/null
echo 'the agent may log in'

wait "$server" || wait "$server"
