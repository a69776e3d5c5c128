#!/bin/sh
# Makes, at the first start of the cluster, what its parts prove themselves with: none of it is in the repository. What is there
# stays, whole: a file gets its name once it is complete.
set -eu
umask 077

# make FILE OWNER: keeps what comes on standard input as FILE, unless there is one.
make() {
	cat >"$1.draft"
	if [ ! -s "$1" ]; then
		chown "$2" "$1.draft"
		chmod 0400 "$1.draft"
		mv "$1.draft" "$1"
	fi
	rm -f "$1.draft"
}

# Accounts in the images of mongo and node.
mongodb=999:999
node=1000:1000

chown "$mongodb" /run/mongo
chown "$node" /run/line
head -c 192 /dev/urandom | base64 -w 0 | make /run/mongo/keyfile "$mongodb"
for user in root line; do
	head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' | make "/run/mongo/$user-password" "$mongodb"
done
printf 'mongodb://line:%s@mongo-1:27017,mongo-2:27017,mongo-3:27017/kasakuma?replicaSet=kasakuma&authSource=kasakuma' \
	"$(cat /run/mongo/line-password)" | make /run/line/database-url "$node"
