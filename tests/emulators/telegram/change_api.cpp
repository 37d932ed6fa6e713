// What the bot does beside writing: actions, edits, deletions, reactions, answers to taps, read
// marks.

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/telegram/api.hpp"
#include "tests/emulators/telegram/check.hpp"

#include <algorithm>
#include <array>

namespace emulators::telegram {
namespace {

constexpr auto reactions = std::to_array<std::string_view>(
    {"👍", "👎", "❤",  "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩",
     "🤮", "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "🌚", "🌭", "💯", "🤣",
     "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓",
     "👻", "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍",  "🤗", "🫡", "🎅", "🎄", "☃",  "💅",
     "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷", "😡"});

// One has to be named.
std::optional<refusal> check_account(const world& world, const parameters& given) {
    const auto connection = given.text("business_connection_id");
    return connection.empty() ? std::optional(bad_request("business connection not found"))
                              : check_business(world, connection);
}

}  // namespace

outcome api::send_action(const parameters& given) {
    constexpr auto actions = std::to_array<std::string_view>(
        {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
         "upload_document", "choose_sticker", "find_location", "record_video_note",
         "upload_video_note"});
    const auto action = given.text("action");
    if (std::find(actions.begin(), actions.end(), action) == actions.end()) {
        return bad_request("wrong parameter action in request");
    }
    const std::lock_guard lock(state_.mutex);
    const auto* where = state_.all.find(given.value("chat_id"));
    if (where == nullptr) {
        return bad_request("chat not found");
    }
    state_.activity.add({{"chat", where->id}, {"kind", "action"}, {"action", action}});
    return outcome(true);
}

outcome api::edit(const parameters& given, const char* field, std::size_t most) {
    const bool words = most > 0;
    if (words) {
        if (auto wrong = check_text(given, field, most)) {
            return *wrong;
        }
    }
    if (auto wrong = check_markup(given)) {
        return *wrong;
    }
    const std::lock_guard lock(state_.mutex);
    auto* where = state_.all.find(given.value("chat_id"));
    if (where == nullptr) {
        return bad_request("chat not found");
    }
    const auto known = where->messages.find(given.number("message_id"));
    if (known == where->messages.end()) {
        return bad_request("message to edit not found");
    }
    auto& message = known->second;
    if (member(message, "from") != state_.all.bot_user()) {
        return bad_request("message can't be edited");
    }
    if (std::string_view(field) == "text" && !message.contains("text")) {
        return bad_request("there is no text in the message to edit");
    }
    auto changed = message;
    if (words) {
        changed[field] = given.text(field);
    }
    changed.erase("reply_markup");
    if (given.has("reply_markup")) {
        changed["reply_markup"] = given.part("reply_markup");
    }
    if (changed == message) {
        return bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message");
    }
    changed["edit_date"] = now_ms() / 1000;
    message = changed;
    state_.activity.add({{"chat", where->id}, {"kind", "edit"}, {"message", message}});
    return outcome(std::move(changed));
}

outcome api::remove(const parameters& given) {
    const std::lock_guard lock(state_.mutex);
    auto* where = state_.all.find(given.value("chat_id"));
    if (where == nullptr) {
        return bad_request("chat not found");
    }
    auto ids = given.part("message_ids");
    const bool one = !ids.is_array();
    if (one) {
        ids = json::array({given.number("message_id")});
    }
    if (ids.size() > 100) {
        return bad_request("too many messages");
    }
    for (const auto& each : ids) {
        if (each.is_number_integer() && where->messages.erase(each.get<std::int64_t>()) > 0) {
            state_.activity.add({{"chat", where->id}, {"kind", "delete"}, {"message_id", each}});
        } else if (one) {
            return bad_request("message to delete not found");
        }
    }
    return outcome(true);
}

outcome api::remove_business(const parameters& given) {
    const std::lock_guard lock(state_.mutex);
    if (auto wrong = check_account(state_.all, given)) {
        return *wrong;
    }
    for (const auto& each : given.part("message_ids")) {
        state_.activity.add({{"kind", "delete"}, {"message_id", each}});
    }
    return outcome(true);
}

outcome api::react(const parameters& given) {
    const std::lock_guard lock(state_.mutex);
    const auto* where = state_.all.find(given.value("chat_id"));
    const auto message = given.number("message_id");
    if (where == nullptr) {
        return bad_request("chat not found");
    }
    if (!where->messages.contains(message)) {
        return bad_request("message to react not found");
    }
    const auto reaction = given.part("reaction");
    if (reaction.size() > 1) {
        return bad_request("REACTIONS_TOO_MANY");
    }
    for (const auto& each : reaction) {
        const auto emoji = text_in(each, "emoji");
        if (std::find(reactions.begin(), reactions.end(), emoji) == reactions.end()) {
            return bad_request("REACTION_INVALID");
        }
    }
    state_.activity.add({{"chat", where->id},
                         {"kind", "reaction"},
                         {"message_id", message},
                         {"reaction", reaction.is_array() ? reaction : json::array()}});
    return outcome(true);
}

outcome api::answer_callback(const parameters& given) {
    const std::lock_guard lock(state_.mutex);
    const auto id = given.text("callback_query_id");
    if (!state_.all.answer(id, now_ms())) {
        return bad_request("query is too old and response timeout expired or query ID is invalid");
    }
    state_.activity.add({{"kind", "answer"}, {"callback", id}, {"text", given.text("text")}});
    return outcome(true);
}

outcome api::read_business(const parameters& given) {
    const std::lock_guard lock(state_.mutex);
    if (auto wrong = check_account(state_.all, given)) {
        return *wrong;
    }
    state_.activity.add({{"chat", given.number("chat_id")},
                         {"kind", "read"},
                         {"message_id", given.number("message_id")}});
    return outcome(true);
}

outcome api::get_connection(const parameters& given) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.all.business.find(given.text("business_connection_id"));
    return found == state_.all.business.end()
               ? outcome(bad_request("business connection not found"))
               : outcome(state_.all.describe(found->second));
}

}  // namespace emulators::telegram
