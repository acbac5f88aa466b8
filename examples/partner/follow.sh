#!/usr/bin/env bash
# Follows what happens to customers, for ever: RAPPORT_URL=… RAPPORT_TOKEN=… examples/partner/follow.sh [FILE]
# The id of the last message that was worked on is kept in FILE, so it goes on where it was, also after a restart of
# either side; -o pipefail and no --retry, because the loop is the retry.
set -uo pipefail
url=${RAPPORT_URL:-http://localhost:8080/graphql}
place=${1:-last-event-id}
query='{"query":"subscription { customerChanged { cursor kind type customer { name } } }"}'
touch "$place"
while true; do
  last=$(cat "$place")
  curl -sN "$url" -H "Authorization: Bearer $RAPPORT_TOKEN" -H 'Content-Type: application/json' \
    -H 'Accept: text/event-stream' ${last:+-H "Last-Event-ID: $last"} -d "$query" |
  while IFS= read -r line; do
    case $line in
      id:*) id=${line#id:}; id=${id# } ;;
      data:*) data=${line#data:} ;;
      '') # a message is complete: work on it, then remember it
        if [ -n "${data:-}" ]; then echo "$data"; fi
        if [ -n "${id:-}" ]; then printf '%s' "$id" > "$place"; fi
        id='' data='' ;;
    esac
  done
  sleep 1
done
