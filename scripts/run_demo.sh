#!/usr/bin/env bash
# run_demo.sh: serves config/demo.yaml with the emulators beside it until Ctrl-C; leaves nothing running.
set -euo pipefail
cd "$(dirname "$0")/.."
gateway=http://127.0.0.1:8080
emulators=http://127.0.0.1:8090
data=data/demo
pids=()

stop() {
    local pid
    trap - EXIT
    trap '' INT TERM HUP # once is enough: they are on their way
    for pid in "${pids[@]}"; do # the gateway first, so that its last messages still reach somebody
        kill -TERM "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
    done
    return 0
}

complain() {
    echo "run_demo: $1" >&2
    stop
    exit 3
}

# start NAME PROGRAM…: beside us, its words in $data/NAME.log. It gets its own process group, so that
# Ctrl-C leaves the order of ending to us, and ends with us even when we are killed.
start() {
    local name=$1
    shift
    set -m
    setpriv --pdeathsig TERM -- "$@" >"$data/$name.log" 2>&1 </dev/null &
    set +m
    pids=("$!" "${pids[@]}")
}

# await NAME URL: until it answers there.
await() {
    local left=300
    until curl -fs -o "$data/ready" "$2"; do
        if ! kill -0 "${pids[0]}" 2>/dev/null || ((--left == 0)); then
            tail -n 20 "$data/$1.log" >&2
            complain "the $1 did not start; its words stand above and in $data/$1.log"
        fi
        sleep 0.1
    done
    rm -f "$data/ready"
}

for port in 8080 8090; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        complain "port $port is taken; end what listens there (ss -ltnp 'sport = :$port' names it)"
    fi
done
mkdir -p "$data"
scripts/demo_key.sh "$data"
trap stop EXIT
trap 'exit 0' INT TERM HUP

start emulators build/bin/selat-emulators --port 8090 --config config/demo-emulators.json
await emulators "$emulators/_control/line/channels"
start gateway build/bin/selat run -c config/demo.yaml
await gateway "$gateway/readyz"

cat <<TEXT

Selat serves config/demo.yaml. Nothing here leaves this machine: the providers are emulated.

  playground   $emulators/           be the customer: a phone for each channel
  desktop      $gateway/desktop/   be the agent: ben@example.com, password ben-demo
  shop         $emulators/shop/      a website with the chat

Become available at the desktop, then write on a phone: "opening hours" (the bot answers), "live agent"
or "ejen langsung" (a person is asked). More agents: aminah (a supervisor), chong; passwords alike.

  by hand      curl -H 'Authorization: Bearer demo-token' $gateway/api/v1/messages?order=desc
               scripts/agent.sh ben
  inside       build/bin/selat status -c config/demo.yaml
               tail -f $data/gateway.log;  $gateway/metrics

Data stays in $data. Ctrl-C ends it.
TEXT

# Whichever ends first by itself ends the other too.
status=0
wait -n "${pids[@]}" || status=$?
complain "one of the programs ended by itself with status $status; see $data/*.log"
