#!/usr/bin/env bash
# demo_key.sh [FOLDER]: a service account for the demo's Google channels, made once: google-key.json for the
# gateway, google-public-key.pem for Google's side. In data/demo unless a folder is named.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/data/demo}
mkdir -p "$folder"
exec 9>"$folder/.google-key.lock"
flock 9
if [[ -s $folder/google-key.json && -s $folder/google-public-key.pem ]]; then
    exit 0
fi
umask 077
key=$(openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 2>/dev/null)
openssl pkey -pubout <<<"$key" >"$folder/google-public-key.pem"
jq -n --arg key "$key" '{
    type: "service_account", project_id: "demo", private_key_id: "demo", private_key: ($key + "\n"),
    client_email: "demo@demo.iam.gserviceaccount.com", token_uri: "https://oauth2.googleapis.com/token"
}' >"$folder/google-key.json"
