#include "tests/emulators/telegram/world.hpp"

#include "tests/emulators/common/clock.hpp"
#include "tests/emulators/common/name_number.hpp"

#include <algorithm>
#include <charconv>

namespace emulators::telegram {
namespace {

constexpr std::int64_t first_person = 5'000'000;
constexpr std::int64_t first_group = -4'000'000;
constexpr std::uint64_t most_people = 1'000'000'000;
constexpr std::int64_t messages_from_s = 1'700'000'000;
constexpr std::int64_t supergroup_offset = -1'000'000'000'000;
constexpr std::int64_t callback_life_ms = 150'000;

// A number that somebody gives in place of a name; 0: it is a name.
std::int64_t as_number(std::string_view name) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
    return error == std::errc{} && end == name.data() + name.size() ? value : 0;
}

bool is_token(std::string_view token) {
    const auto colon = token.find(':');
    return colon != std::string_view::npos && colon > 0 &&
           token.substr(0, colon).find_first_not_of("0123456789") == std::string_view::npos &&
           token.size() > colon + 1;
}

}  // namespace

std::string world::configure(const json& description) {
    if (description.is_null()) {
        return {};
    }
    if (!description.is_object()) {
        return "a bot is a JSON object";
    }
    const auto token = text_in(description, "token", bot.token);
    if (!is_token(token)) {
        return "a token is digits, a colon and a word";
    }
    bot.set_up = true;
    bot.token = token;
    bot.username = text_in(description, "username", bot.username);
    bot.local = flag_in(description, "local", bot.local);
    bot.speed = std::max<std::int64_t>(number_in(description, "speed", bot.speed), 1);
    bot.bot_limit = number_in(description, "bot_limit", bot.bot_limit);
    bot.group_limit = number_in(description, "group_limit", bot.group_limit);
    if (description.contains("unreachable")) {
        bot.unreachable = description["unreachable"].get<std::vector<std::string>>();
    }
    return {};
}

void world::forget() {
    bot = {};
    business.clear();
    chats_.clear();
    names_.clear();
    files_.clear();
    callbacks_.clear();
}

business_connection& world::connection(const std::string& id) {
    auto& out = business[id];
    if (out.id.empty()) {
        out.id = id;
        out.owner = "Owner";
        out.date = now_ms() / 1000;
    }
    return out;
}

json world::owner_of(const business_connection& connection) {
    return user(person(connection.owner));
}

json world::describe(const business_connection& connection) {
    auto owner = owner_of(connection);
    const auto chat = owner["id"];
    json rights = json::object();
    if (connection.replies) {
        rights = {{"can_reply", true}, {"can_read_messages", true}};
    }
    return {{"id", connection.id},         {"user", std::move(owner)},
            {"user_chat_id", chat},        {"date", connection.date},
            {"rights", std::move(rights)}, {"is_enabled", connection.enabled}};
}

chat& world::person(std::string_view name) {
    auto id = as_number(name);
    if (const auto known = names_.find(name); known != names_.end()) {
        id = known->second;
    }
    if (id == 0) {
        id = first_person + static_cast<std::int64_t>(name_number(name) % most_people);
    }
    names_.emplace(name, id);
    auto& out = chats_[id];
    if (out.id == 0) {
        out.id = id;
        out.type = "private";
        out.title = name;
        out.with_bot = standing::stranger;
    }
    return out;
}

chat& world::group(std::string_view name) {
    auto id = as_number(name);
    if (const auto known = names_.find(name); known != names_.end()) {
        id = known->second;
    }
    if (id == 0) {
        id = first_group - static_cast<std::int64_t>(name_number(name) % most_people);
    }
    names_.insert_or_assign(std::string(name), id);
    auto& out = chats_[id];
    if (out.id == 0) {
        out.id = id;
        out.type = id < supergroup_offset ? "supergroup" : "group";
        out.title = name;
    }
    return out;
}

chat& world::migrate(chat& group) {
    const auto id = supergroup_offset + group.id;
    auto& out = chats_[id];
    out.id = id;
    out.type = "supergroup";
    out.title = group.title;
    group.moved_to = id;
    names_.insert_or_assign(group.title, id);
    return out;
}

chat* world::find(std::int64_t id) {
    const auto known = chats_.find(id);
    return known == chats_.end() ? nullptr : &known->second;
}

chat* world::find(const json& chat_id) {
    if (chat_id.is_number_integer()) {
        return find(chat_id.get<std::int64_t>());
    }
    return chat_id.is_string() ? find(as_number(chat_id.get_ref<const std::string&>())) : nullptr;
}

json world::user(const chat& person) const {
    return {{"id", person.id},
            {"is_bot", false},
            {"first_name", person.title},
            {"language_code", "en"}};
}

json world::bot_user() const {
    return {{"id", as_number(bot.token.substr(0, bot.token.find(':')))},
            {"is_bot", true},
            {"first_name", bot.username},
            {"username", bot.username}};
}

json world::describe(const chat& chat) {
    json out = {{"id", chat.id}, {"type", chat.type}};
    out[chat.type == "private" ? "first_name" : "title"] = chat.title;
    if (!chat.topics.empty()) {
        out["is_forum"] = true;
    }
    return out;
}

json& world::write(chat& chat, json message) {
    if (chat.last_message == 0) {  // ids that were given before a restart are not given again
        chat.last_message = now_ms() / 1000 - messages_from_s;
    }
    const auto id = ++chat.last_message;
    message["message_id"] = id;
    message["chat"] = describe(chat);
    return chat.messages[id] = std::move(message);
}

std::string world::add_file(std::string_view kind, std::string bytes, std::int64_t size) {
    const auto number = std::to_string(++made_);
    const auto id =
        "BQACAgUAAxkB_" + std::string(20 - std::min<std::size_t>(number.size(), 20), 'A') + number;
    const auto real = static_cast<std::int64_t>(bytes.size());
    files_[id] = {std::string(kind) + "s/file_" + number, std::move(bytes), std::max(size, real)};
    return id;
}

json world::describe_file(const std::string& id) const {
    const auto* known = file(id);
    return {{"file_id", id},
            {"file_unique_id", "AgAD" + id.substr(id.size() - 4)},
            {"file_size", known == nullptr ? 0 : known->size}};
}

const stored_file* world::file(const std::string& id) const {
    const auto known = files_.find(id);
    return known == files_.end() ? nullptr : &known->second;
}

const stored_file* world::file_at(std::string_view path) const {
    for (const auto& [id, each] : files_) {
        if (each.path == path) {
            return &each;
        }
    }
    return nullptr;
}

std::string world::callback(std::int64_t now_ms) {
    auto id = std::to_string(7'000'000'000 + ++made_);
    callbacks_[id] = now_ms + callback_life_ms / bot.speed;
    return id;
}

bool world::answer(const std::string& callback, std::int64_t now_ms) {
    const auto known = callbacks_.find(callback);
    if (known == callbacks_.end() || known->second < now_ms) {
        return false;
    }
    callbacks_.erase(known);
    return true;
}

}  // namespace emulators::telegram
