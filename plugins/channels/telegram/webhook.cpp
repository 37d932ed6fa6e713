#include "webhook.hpp"

#include "answer.hpp"
#include "json_read.hpp"
#include "wanted.hpp"

#include <algorithm>

namespace telegram {
namespace {

constexpr std::string_view set_timer = "webhook-set";
constexpr std::string_view look_timer = "webhook-look";
constexpr std::int64_t between_looks_ms = 10 * 60'000;
constexpr std::int64_t least_wait_ms = 2'000;
constexpr std::int64_t longest_wait_ms = 5 * 60'000;

// The token was taken back, or is none: time mends nothing of it.
bool is_final(std::uint32_t status) { return status == 401 || status == 404; }

// Without the path of a URL, in which bots keep secrets, often their token.
std::string server_of(std::string_view url) {
    const auto scheme = url.find("://");
    const auto from = scheme == std::string_view::npos ? 0 : scheme + 3;
    return std::string(url.substr(0, url.find_first_of("/?#", from)));
}

}  // namespace

void webhook::on_timer(const selat::timer& timer, selat::actions out) const {
    if (timer.name == look_timer) {
        return look(out);
    }
    if (timer.name != SELAT_TIMER_START && timer.name != set_timer) {
        return;
    }
    if (!url_.starts_with("https://") && !own_server_) {
        return out.status(false, "Telegram delivers over https alone: server.public_url has to be "
                                 "an https URL that it can reach");
    }
    set(out);
}

// Setting what is set already changes nothing, so nobody has to remember whether it was.
void webhook::set(selat::actions out) const {
    const auto body =
        written({{"url", url_}, {"secret_token", secret_}, {"allowed_updates", wanted_updates()}});
    const selat::pair headers[] = {{"content-type", "application/json"}};
    out.call({.url = api_ + "setWebhook",
              .headers = headers,
              .body = body,
              .context = setting,
              .repeatable = true,
              .secret_body = true});
}

void webhook::look(selat::actions out) const {
    out.call(
        {.method = "GET", .url = api_ + "getWebhookInfo", .context = looking, .repeatable = true});
}

void webhook::on_reply(const selat::http_reply& reply, selat::actions out) {
    reply.context == setting ? was_set(reply, out) : was_seen(reply, out);
}

void webhook::was_set(const selat::http_reply& reply, selat::actions out) {
    if (!reply.failed() && reply.status == 200 && read_accepted(reply.body).understood) {
        failures_ = 0;
        out.status(true);
        return out.timer(look_timer, between_looks_ms);
    }
    const auto refused = reply.failed() ? telegram::refused{} : read_refused(reply);
    const auto why = reply.failed() ? std::string(reply.detail) : refused.text;
    const auto doubled = least_wait_ms << std::min<std::int64_t>(failures_++, 10);
    const auto asked = static_cast<std::int64_t>(refused.retry_after_ms);
    out.status(false, "Telegram does not take the webhook: " + why);
    out.timer(set_timer, std::max(std::min(doubled, longest_wait_ms), asked));
}

// Another gateway with the same bot, or who tries something by hand, would be fought without end:
// that is told, not undone. A webhook that is gone was taken away by Telegram.
void webhook::was_seen(const selat::http_reply& reply, selat::actions out) const {
    out.timer(look_timer, between_looks_ms);
    if (!reply.failed() && is_final(reply.status)) {
        return out.status(false, "Telegram refuses the bot: " + read_refused(reply).text);
    }
    const auto parsed = reply.failed() ? json() : parse(reply.body);
    const auto& info = member(parsed, "result");
    if (!info.is_object()) {
        return;
    }
    const auto url = text_of(info, "url");
    if (url.empty()) {
        return set(out);
    }
    if (url != url_) {
        return out.status(false, "the bot's webhook was moved elsewhere: " + server_of(url));
    }
    const auto failed_ms = number_of(info, "last_error_date") * 1000;
    if (number_of(info, "pending_update_count") > 0 &&
        reply.now_ms - failed_ms < between_looks_ms) {
        return out.status(false, "Telegram cannot deliver: " + text_of(info, "last_error_message"));
    }
    out.status(true);
}

}  // namespace telegram
