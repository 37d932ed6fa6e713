#!/usr/bin/env bash
# agent.sh NAME: an agent of the demo at a terminal. Offers come up by themselves: y takes one, n passes
# it on. What is typed then goes to the customer. SELAT_URL, SELAT_EMAIL and SELAT_PASSWORD say where the
# gateway is, and who, when it is not the demo.
set -euo pipefail
[[ $# == 1 ]] || {
    echo "usage: ${0##*/} aminah|ben|chong" >&2
    exit 2
}
api=${SELAT_URL:-http://127.0.0.1:8080}/api/v1
email=${SELAT_EMAIL:-$1@example.com}
password=${SELAT_PASSWORD:-$1-demo}
token=''
offer=''         # the reservation that waits for y or n
current=''       # the conversation that is typed into
declare -A tasks # conversation → task, of those that are mine
declare -A names # conversation → who is there
declare -A seen  # what was shown: reservations and messages

# call METHOD PATH [JSON]: the answer's body. What went wrong is told, and fails.
call() {
    local answer status
    answer=$(curl -sS --max-time 10 -X "$1" -H "Authorization: Bearer $token" \
        ${3:+-H 'Content-Type: application/json' --data-binary "$3"} -w '\n%{http_code}' "$api$2") || return 1
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    if [[ $status != 2* ]]; then
        echo "* $(jq -r '.detail // .title' 2>/dev/null <<<"$answer" || echo "$answer") ($status)" >&2
        return 1
    fi
    printf '%s' "$answer"
}

leave() {
    trap - EXIT INT TERM
    [[ -z $token ]] || {
        call PUT /me/activity '{"activity":"offline"}' >/dev/null || true
        call DELETE /sessions >/dev/null || true
        echo
        echo "* offline"
    }
}

show_offer() { # TASK
    call GET "/tasks/$1" | jq -r '.attributes as $a |
        "\n* OFFER: \($a.customerName // "" | if . == "" then "somebody" else . end) on \($a.channel), queue \(.queue), language \($a.language // "not known"). y takes it, n passes it on."'
}

take_over() { # TASK
    local conversation name
    IFS=$'\t' read -r conversation name < <(call GET "/tasks/$1" | jq -r '[.conversation, .attributes.customerName // ""] | @tsv') || return 0
    tasks[$conversation]=$1
    names[$conversation]=${name:-the customer}
    current=$conversation
    echo "* you talk with ${names[$conversation]}. /done ends it, /next goes to another one."
}

look_at_reservations() {
    local rows id status task pending=''
    rows=$(call GET '/reservations?limit=200' 2>/dev/null | jq -r '.items[] | "\(.id) \(.status) \(.task)"') || return 0
    while read -r id status task; do
        [[ -n $id && -z ${seen[$id $status]:-} ]] || {
            [[ $id != "$offer" || $status != pending ]] || pending=$id
            continue
        }
        if [[ $status == pending && -z $offer ]]; then
            seen[$id $status]=1
            offer=$id
            pending=$id
            show_offer "$task"
        elif [[ $status == accepted ]]; then
            seen[$id $status]=1
            take_over "$task"
        fi
    done <<<"$rows"
    if [[ -n $offer && -z $pending ]]; then
        echo "* the offer is gone"
        offer=''
    fi
}

look_at_messages() { # CONVERSATION
    local id line rows
    rows=$(call GET "/conversations/$1/messages?order=desc&limit=20" 2>/dev/null | jq -r --arg customer "${names[$1]}" '.items | reverse[] |
        [.id, (if .author.kind == "customer" then $customer else .author.name // .author.id // .author.kind end)
            + ": " + (.content.text // .content.selected.title // (.content | tojson))] | @tsv') || return 0
    while IFS=$'\t' read -r id line; do
        [[ -z $id || -n ${seen[$id]:-} ]] || printf '%b\n' "$line"
        [[ -z $id ]] || seen[$id]=1
    done <<<"$rows"
}

answer_offer() { # accept|reject
    if call POST "/reservations/$offer/$1" '{}' >/dev/null && [[ $1 == reject ]]; then
        echo "* passed on"
    fi
    offer=''
}

another() {
    local each
    for each in "${!tasks[@]}"; do
        [[ $each == "$current" ]] || {
            current=$each
            echo "* now ${names[$current]}"
            return
        }
    done
}

typed() { # LINE
    case ${offer:+offered }$1 in
    '' | 'offered ') ;;
    'offered y') answer_offer accept ;;
    'offered n') answer_offer reject ;;
    /next | 'offered /next') another ;;
    /done | 'offered /done')
        [[ -n $current ]] && call POST "/tasks/${tasks[$current]}/complete" '{}' >/dev/null || return 0
        echo "* done with ${names[$current]}"
        unset "tasks[$current]"
        current=''
        another
        ;;
    *)
        if [[ -z $current ]]; then
            echo "* you talk with nobody yet"
            return
        fi
        call POST "/conversations/$current/messages" "$(jq -nc --arg text "$1" '{content: {text: $text}}')" >/dev/null || true
        ;;
    esac
}

session=$(call POST /sessions "$(jq -nc --arg e "$email" --arg p "$password" '{email: $e, password: $p}')") || exit 1
token=$(jq -r .token <<<"$session")
trap leave EXIT
trap 'exit 0' INT TERM
call PUT /me/activity '{"activity":"available"}' >/dev/null
echo "* $email is available. Offers come up here; Ctrl-C ends the shift."
while true; do
    look_at_reservations
    for conversation in "${!tasks[@]}"; do look_at_messages "$conversation"; done
    line=''
    if read -r -t 1 line; then
        typed "$line"
    elif (($? <= 128)); then # the terminal is gone
        exit 0
    fi
done
