#!/bin/sh
# Puts the node package where n8n keeps community packages, in the volume, and starts n8n as its image does.
set -e
nodes="${N8N_USER_FOLDER:-$HOME}/.n8n/nodes"
package="${XTREAM_UI_PACKAGE:-/opt/n8n-nodes-xtream-ui.tgz}"
target="$nodes/node_modules/n8n-nodes-xtream-ui"
rm -rf "$target"
mkdir -p "$target"
tar -xzf "$package" -C "$target" --strip-components=1
# n8n looks here for what it has installed; other packages are left in it.
node -e '
  const { existsSync, readFileSync, writeFileSync } = require("node:fs");
  const [file, target] = process.argv.slice(1);
  const list = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { name: "installed-nodes", private: true };
  const { name, version } = JSON.parse(readFileSync(`${target}/package.json`, "utf8"));
  list.dependencies = { ...list.dependencies, [name]: version };
  writeFileSync(file, JSON.stringify(list, null, 2));
' "$nodes/package.json" "$target"
exec /docker-entrypoint.sh "$@"
