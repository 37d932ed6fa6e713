#pragma once
// Which member stands in which column: told once, used to write and to read. The order is that of
// the column lists below.

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

#include "host/store/store.hpp"

namespace selat::store::sqlite {

struct table {
    const char* name;
    const char* columns;
};

constexpr table messages_table{
    "messages",
    "position, conversation, customer, channel, address, address_seq, direction, provider_id, "
    "client_token, status, id, at, sent_at, author_kind, author_id, author_name, seq, failed, "
    "error_code, error_text, error_provider_code, unsent, unsent_job, unsent_part, reply_to, "
    "edited, deleted, created_as, origin, "
    "context, content"};
constexpr table events_table{
    "events", "position, id, type, at, conversation, customer, agent, message, data"};
constexpr table deliveries_table{"deliveries",
                                 "number, channel, provider_id, message, address_seq, at"};
constexpr table provider_keys_table{"provider_keys",
                                    "number, channel, provider_id, message, context"};
constexpr table customers_table{"customers",
                                "id, name, locale, attributes, created, merged_into, last_agent, "
                                "last_conversation"};
constexpr table addresses_table{
    "addresses",
    "address, channel, customer, name, verified, reach, first_seen, last_seen, picture, context, "
    "context_at, next_seq, read_seq, identity, reach_at, linked, linked_at"};
constexpr table conversations_table{
    "conversations",
    "id, customer, status, handler, channel, address, task, agent, attributes, opened, "
    "last_message, next_seq, previous, closed_reason, executes, execution, flow, flow_state, step, "
    "takes_messages, steps, flow_tag, flow_parameters, flow_awaits, has_bot, bot, bot_tag, "
    "bot_parameters, bot_state, bot_timeout, bot_call, bot_timer, bot_waiting, suspended"};
constexpr table tasks_table{
    "tasks",
    "id, customer, status, queue, conversation, workflow, task_channel, priority, attributes, "
    "reason, agent, created, queue_entered, expires, filter, target, skipped, assignments, "
    "known_agent, known_agent_until, declined"};
constexpr table reservations_table{
    "reservations",
    "id, task, conversation, agent, task_channel, status, created, updated, expires"};
constexpr table agents_table{"agents", "agent, activity, activity_since, last_offered"};
constexpr table jobs_table{
    "jobs",
    "id, kind, customer, conversation, message, channel, address, name, due, attempts, part, "
    "execution, started, payload"};
constexpr table plugin_values_table{"plugin_values", "instance, key, value"};
constexpr table sessions_table{"sessions", "token_hash, agent, expires"};
constexpr table answers_table{"answers", "key, answer, at"};
constexpr table media_table{"media", "id, message, attachment, sha256, mime, name, size, owner"};

// A message with the status it was created with, and a delivery with its number: what the tables
// hold beyond the model.
struct message_row {
    model::message message;
    model::message_status created_as = model::message_status::received;
};

template <class T, class Of>
concept either = std::same_as<std::remove_const_t<T>, Of>;

template <class Visit>
void fields(Visit& visit, either<model::delivery_error> auto& error) {
    visit(error.code), visit(error.text), visit(error.provider_code);
}

template <class Visit>
void fields(Visit& visit, either<model::unsent> auto& one) {
    visit(one.job), visit(one.part);
}

template <class Visit>
void fields(Visit& visit, either<model::awaited> auto& one) {
    visit(one.job), visit(one.timer);
}

template <class Visit>
void fields(Visit& visit, either<model::arrival> auto& one) {
    visit(one.name), visit(one.is_answer), visit(one.failure), visit(one.status);
    visit(one.headers), visit(one.body), visit(one.detail), visit(one.context);
}

template <class Visit>
void fields(Visit& visit, either<model::execution> auto& one) {
    visit(one.id), visit(one.flow), visit(one.state), visit(one.step), visit(one.takes_messages);
    visit(one.steps), visit(one.tag), visit(one.parameters), visit(one.awaits);
    if constexpr (Visit::packs) {  // suspended ones; nothing is kept for the running one
        visit(one.arrived);
    }
}

template <class Visit>
void fields(Visit& visit, either<model::bot_session> auto& one) {
    visit(one.bot), visit(one.tag), visit(one.parameters), visit(one.state);
    visit(one.timeout_ms), visit(one.call), visit(one.timer), visit(one.waiting);
}

template <class Visit>
void fields(Visit& visit, either<message_row> auto& row) {
    auto& one = row.message;
    visit(one.position), visit(one.conversation), visit(one.customer), visit(one.channel);
    visit(one.address), visit(one.address_seq), visit(one.direction), visit(one.provider_id);
    visit(one.client_token), visit(one.status), visit(one.id), visit(one.at), visit(one.sent_at);
    visit(one.author.kind), visit(one.author.id), visit(one.author.name), visit(one.seq);
    visit(one.error), visit(one.unsent), visit(one.reply_to), visit(one.edited_ms),
        visit(one.deleted);
    visit(row.created_as), visit(one.origin), visit(one.context), visit(one.content);
}

template <class Visit>
void fields(Visit& visit, either<model::event> auto& one) {
    visit(one.position), visit(one.id), visit(one.type), visit(one.at), visit(one.conversation);
    visit(one.customer), visit(one.agent), visit(one.message), visit(one.data);
}

template <class Visit>
void fields(Visit& visit, either<delivery_key> auto& one) {
    visit(one.channel), visit(one.provider_id), visit(one.message), visit(one.address_seq);
    visit(one.at);
}

template <class Visit>
void fields(Visit& visit, either<provider_key> auto& one) {
    visit(one.channel), visit(one.provider_id), visit(one.message), visit(one.context);
}

template <class Visit>
void fields(Visit& visit, either<model::customer> auto& one) {
    visit(one.id), visit(one.name), visit(one.locale), visit(one.attributes), visit(one.created);
    visit(one.merged_into), visit(one.last_agent), visit(one.last_conversation);
}

template <class Visit>
void fields(Visit& visit, either<model::address> auto& one) {
    visit(one.address), visit(one.channel), visit(one.customer), visit(one.name);
    visit(one.verified), visit(one.reach), visit(one.first_seen), visit(one.last_seen);
    visit(one.picture), visit(one.context), visit(one.context_at), visit(one.next_seq);
    visit(one.read_seq), visit(one.identity), visit(one.reach_at), visit(one.linked);
    visit(one.linked_at);
}

template <class Visit>
void fields(Visit& visit, either<model::conversation> auto& one) {
    visit(one.id), visit(one.customer), visit(one.status), visit(one.handler), visit(one.channel);
    visit(one.address), visit(one.task), visit(one.agent), visit(one.attributes);
    visit(one.opened), visit(one.last_message), visit(one.next_seq), visit(one.previous);
    visit(one.closed_reason), visit(one.execution), visit(one.bot), visit(one.suspended);
}

template <class Visit>
void fields(Visit& visit, either<model::task> auto& one) {
    visit(one.id), visit(one.customer), visit(one.status), visit(one.queue);
    visit(one.conversation), visit(one.workflow), visit(one.task_channel), visit(one.priority);
    visit(one.attributes), visit(one.reason), visit(one.agent), visit(one.created);
    visit(one.queue_entered), visit(one.expires), visit(one.filter), visit(one.target);
    visit(one.skipped), visit(one.assignments), visit(one.known_agent);
    visit(one.known_agent_until), visit(one.declined);
}

template <class Visit>
void fields(Visit& visit, either<model::reservation> auto& one) {
    visit(one.id), visit(one.task), visit(one.conversation), visit(one.agent);
    visit(one.task_channel), visit(one.status), visit(one.created), visit(one.updated);
    visit(one.expires);
}

template <class Visit>
void fields(Visit& visit, either<model::agent_state> auto& one) {
    visit(one.agent), visit(one.activity), visit(one.activity_since), visit(one.last_offered);
}

template <class Visit>
void fields(Visit& visit, either<model::job> auto& one) {
    visit(one.id), visit(one.kind), visit(one.customer), visit(one.conversation);
    visit(one.message), visit(one.channel), visit(one.address), visit(one.name), visit(one.due);
    visit(one.attempts), visit(one.part), visit(one.execution), visit(one.started);
    visit(one.payload);
}

template <class Visit>
void fields(Visit& visit, either<plugin_value> auto& one) {
    visit(one.instance), visit(one.key), visit(one.value);
}

template <class Visit>
void fields(Visit& visit, either<session> auto& one) {
    visit(one.token_hash), visit(one.agent), visit(one.expires);
}

template <class Visit>
void fields(Visit& visit, either<kept_answer> auto& one) {
    visit(one.key), visit(one.answer), visit(one.at);
}

template <class Visit>
void fields(Visit& visit, either<media> auto& one) {
    visit(one.id), visit(one.message), visit(one.attachment), visit(one.sha256), visit(one.mime);
    visit(one.name), visit(one.size), visit(one.owner);
}

template <class Visit>
void fields(Visit& visit, either<std::string> auto& text) {
    visit(text);
}

template <class Visit>
void fields(Visit& visit, either<model::id> auto& id) {
    visit(id);
}

// "SELECT columns FROM table " and what follows.
std::string select(const table& table, std::string_view rest);
std::string insert(const table& table);
// Inserts, or sets every column of the row with that key (columns, comma between).
std::string upsert(const table& table, std::string_view key);
// Sets every column except `fixed`, of the row where those have the same value; the parameters are
// numbered as for insert.
std::string update_where_same(const table& table, std::string_view fixed);

}  // namespace selat::store::sqlite
