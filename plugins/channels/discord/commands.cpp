#include "commands.hpp"

#include "answer.hpp"
#include "interaction.hpp"
#include "places.hpp"
#include "snowflake.hpp"

#include <algorithm>
#include <cstddef>

namespace discord {
namespace {

constexpr std::string_view command_timer = "command";
// What a call was for: the second line of its context.
constexpr std::string_view for_application = "application";
constexpr std::string_view for_list = "list";
constexpr std::string_view for_command = "register";

constexpr std::int64_t longest_wait_ms = 10 * 60'000;

std::string_view step_in(std::string_view whole) {
    return whole.substr(std::min(commands::asking.size() + 1, whole.size()));
}

// Discord adds members of its own, so only what we say is compared.
bool is_part_of(const json& small, const json& whole) {
    if (small.is_object()) {
        for (const auto& [name, value] : small.items()) {
            if (!is_part_of(value, member(whole, name.c_str()))) {
                return false;
            }
        }
        return true;
    }
    if (!small.is_array()) {
        return small == whole;
    }
    return std::equal(small.begin(), small.end(), whole.begin(), whole.end(), is_part_of);
}

}  // namespace

void commands::on_timer(const selat::timer& event, selat::actions out) {
    if (event.name == SELAT_TIMER_START && options_.command.empty()) {
        return out.status(true);
    }
    if (event.name == SELAT_TIMER_START || event.name == command_timer) {
        go_on(out);
    }
}

void commands::go_on(selat::actions out) const {
    if (application_.empty()) {
        return call("GET", "/applications/@me", {}, for_application, out);
    }
    call("GET", "/applications/" + application_ + "/commands", {}, for_list, out);
}

json commands::wanted() const {
    json where = json::array({in_servers});
    if (options_.direct_messages) {
        where.push_back(with_the_bot);
    }
    return {
        {"name", options_.command},
        {"type", typed_command},
        {"description", options_.command_description},
        {"contexts", std::move(where)},
        {"options",
         {{{"type", text_option}, {"name", words_option}, {"description", "What you want to say"}},
          {{"type", attachment_option},
           {"name", file_option},
           {"description", "A picture or file"}}}}};
}

void commands::call(std::string_view method, const std::string& path, const std::string& body,
                    std::string_view step, selat::actions out) const {
    const auto url = options_.api + path;
    const auto authorization = "Bot " + options_.token;
    const auto context = std::string(asking) + "\n" + std::string(step);
    const selat::pair headers[] = {{"authorization", authorization},
                                   {"user-agent", options_.user_agent},
                                   {"content-type", "application/json"}};
    out.call({.method = method,
              .url = url,
              .headers = std::span(headers).first(body.empty() ? 2 : 3),
              .body = body,
              .context = context,
              .repeatable = true});
}

void commands::on_reply(const selat::http_reply& reply, selat::actions out) {
    if (reply.failed() || reply.status < 200 || reply.status > 299) {
        return refused(reply, out);
    }
    const auto step = step_in(reply.context);
    const auto body = parse(reply.body);
    if (step == for_application) {
        application_ = text_of(body, "id");
        return is_id(application_) ? go_on(out)
                                   : out.status(false, "Discord names no application of the bot");
    }
    if (step == for_list) {
        return listed(body, out);
    }
    tries_ = 0;
    out.status(true);
    out.log(SELAT_LOG_INFO, "command_registered", "/" + options_.command);
}

// Discord counts what is registered, so it is not done again without need.
void commands::listed(const json& known, selat::actions out) const {
    const auto ours = wanted();
    const bool there =
        known.is_array() && std::any_of(known.begin(), known.end(),
                                        [&](const json& each) { return is_part_of(ours, each); });
    if (there) {
        return out.status(true);
    }
    call("POST", "/applications/" + application_ + "/commands", written(ours), for_command, out);
}

void commands::refused(const selat::http_reply& reply, selat::actions out) {
    const auto why = reply.failed() ? unanswered(reply) : read_refused(reply);
    out.status(false, "the command /" + options_.command + " is not registered: " + why.text);
    using enum selat::code;
    if (why.code == unavailable || why.code == throttled || why.code == timeout) {
        tries_ = std::min(tries_ + 1, 10u);
        const auto doubled = std::min(std::int64_t{1'000} << tries_, longest_wait_ms);
        out.timer(command_timer, std::max(doubled, static_cast<std::int64_t>(why.retry_after_ms)));
    }
}

}  // namespace discord
