#include "interactions.hpp"

#include "interaction.hpp"
#include "interaction_token.hpp"
#include "plugins/shared/code_points/code_points.hpp"
#include "plugins/shared/json_escapes/json_escapes.hpp"
#include "snowflake.hpp"

#include <algorithm>
#include <cstdlib>

namespace discord {
namespace {

enum answer_type : int {
    answer_ping = 1,
    answer_now = 4,
    answer_later = 5,
    answer_nothing = 6,
    answer_choices = 8,
    answer_form = 9,
};
enum event_type : int { event_ping = 0 };
enum form_part : int { text_field = 4, labelled = 18 };

constexpr int seen_by_one = 64;
constexpr int of_many_lines = 2;
constexpr std::size_t longest_title = 45;
constexpr std::size_t longest_locale = 64;
// Far more than a request is under way, and clocks are off.
constexpr std::int64_t stale_ms = 5 * 60'000;

void reply_with(const json& body, selat::actions out) {
    out.respond(200, written(body), {{"content-type", "application/json"}});
}

json read_body(std::string_view body) {
    auto out = parse(body);
    return out.is_discarded() ? parse(json_escapes::without_half_characters(body)) : out;
}

// What is too old is nobody's who waits three seconds for the answer.
bool is_of_now(const selat::http_request& request, selat::actions out) {
    const auto timestamp = request.header("x-signature-timestamp");
    const bool is_time = is_id(timestamp) && timestamp.size() <= 12;
    const auto signed_ms = static_cast<std::int64_t>(number_in(timestamp)) * 1'000;
    if (!is_time || std::abs(request.now_ms - signed_ms) > stale_ms) {
        out.log(SELAT_LOG_WARN, "stale_request",
                "Discord signed it more than five minutes from now: is the clock right?");
        return false;
    }
    return true;
}

json told_at_once(std::string_view text, bool alone) {
    json data = {{"content", text}, {"allowed_mentions", {{"parse", json::array()}}}};
    if (alone) {
        data["flags"] = seen_by_one;
    }
    return {{"type", answer_now}, {"data", std::move(data)}};
}

}  // namespace

void interactions::on_http(const selat::http_request& request, selat::actions out) const {
    if (!options_.over_http || (!request.path.empty() && request.path != "/")) {
        return out.respond(404);
    }
    if (request.method != "POST") {
        return out.respond(405, {}, {{"allow", "POST"}});
    }
    if (!is_from_discord(request)) {
        return out.respond(401);
    }
    const auto interaction = read_body(request.body);
    const auto type = number_of(interaction, "type", -1);
    if (type == event_ping || member(interaction, "event").is_object()) {
        return out.respond(204);  // the URL for events of the application is set to this one too
    }
    // An old ping tells and changes nothing.
    if (type != ping && !is_of_now(request, out)) {
        return out.respond(401);
    }
    switch (type) {
    case ping: return reply_with({{"type", answer_ping}}, out);
    case asks_for_choices:
        return reply_with({{"type", answer_choices}, {"data", {{"choices", json::array()}}}}, out);
    case used_command:
    case used_component:
    case sent_form: return take(interaction, request.now_ms, out);
    default: return out.respond(400);
    }
}

// Discord probes with signatures that are wrong, and takes the endpoint away that lets one pass.
bool interactions::is_from_discord(const selat::http_request& request) const {
    const auto signature = bytes_of(request.header("x-signature-ed25519"));
    const std::string timestamp(request.header("x-signature-timestamp"));
    return crypto_.ed25519_verify(options_.public_key, timestamp + std::string(request.body),
                                  signature);
}

void interactions::take(const json& interaction, std::int64_t now_ms, selat::actions out) const {
    const auto user = text_of(person_in(interaction), "id");
    if (!is_id(text_of(interaction, "id")) || !is_id(user) ||
        !is_id(text_of(interaction, "application_id")) ||
        !is_token(text_of(interaction, "token"))) {
        return out.respond(400);
    }
    const auto where = place_of_call(options_, interaction, user);
    if (where.address.empty()) {
        return reply_with(told_at_once(options_.elsewhere, true), out);
    }
    deliver(interaction, where, now_ms, out);
}

// The host answers Discord only after what is told here is durable.
void interactions::deliver(const json& interaction, const place& where, std::int64_t now_ms,
                           selat::actions out) const {
    const auto said = read_interaction(interaction, options_.command);
    const auto type = number_of(interaction, "type");
    if (said.content.empty()) {
        return hears_nothing(type, out);
    }
    const bool direct = is_between_two(interaction);
    const interaction_token token = {
        .application = text_of(interaction, "application_id"),
        .token = text_of(interaction, "token"),
        .channel = direct ? text_of(interaction, "channel_id") : std::string(),
        .until_ms = end_of_token(now_ms),
        .waits = type != used_component && options_.acknowledgement.empty(),
        .alone = options_.ephemeral && !direct};
    const auto id = text_of(interaction, "id");
    const auto& person = person_in(interaction);
    const auto user = text_of(person, "id");
    const auto name = name_of(person, member(interaction, "member"));
    auto locale = text_of(interaction, "locale");
    if (locale.size() > longest_locale) {
        locale.clear();
    }
    const auto context = token.write();
    if (where.one_person) {
        const auto picture = picture_of(person);
        out.address({.address = where.address, .name = name, .picture = picture, .locale = locale});
    }
    out.inbound({.provider_id = id,
                 .from = where.address,
                 .author = where.one_person ? std::string_view() : std::string_view(user),
                 .author_name = name,
                 .content = said.content,
                 .reply_to = said.reply_to,
                 .address_context = context,
                 .locale = locale,
                 .at_ms = made_ms(id),
                 .verified = where.one_person});
    for (std::size_t at = 0; at < said.files.size(); ++at) {
        if (!said.files[at].empty()) {
            out.fetch({.attachment = static_cast<std::uint32_t>(at),
                       .provider_id = id,
                       .url = said.files[at]});
        }
    }
    reply_with(first_answer(interaction, token.alone), out);
}

void interactions::hears_nothing(std::int64_t type, selat::actions out) const {
    if (type == used_component) {
        return reply_with({{"type", answer_nothing}}, out);
    }
    if (type == used_command && !options_.command.empty()) {
        return reply_with(form(), out);
    }
    out.respond(400);
}

json interactions::first_answer(const json& interaction, bool alone) const {
    if (number_of(interaction, "type") == used_component) {
        return {{"type", answer_nothing}};
    }
    if (!options_.acknowledgement.empty()) {
        return told_at_once(options_.acknowledgement, alone);
    }
    json later = {{"type", answer_later}};
    if (alone) {
        later["data"] = {{"flags", seen_by_one}};
    }
    return later;
}

// For who uses the command and says nothing yet.
json interactions::form() const {
    const json field = {{"type", text_field},
                        {"custom_id", words_option},
                        {"style", of_many_lines},
                        {"max_length", 4'000},
                        {"required", true}};
    return {{"type", answer_form},
            {"data",
             {{"custom_id", options_.command},
              {"title", code_points::cut(options_.command_description, longest_title)},
              {"components",
               json::array({{{"type", labelled}, {"label", "Message"}, {"component", field}}})}}}};
}

}  // namespace discord
