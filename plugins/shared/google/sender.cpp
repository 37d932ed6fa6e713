#include "sender.hpp"

#include "errors.hpp"

#include <algorithm>
#include <utility>

namespace google {
namespace {

constexpr std::string_view token_timer = "token";
constexpr std::int64_t ahead_ms = 4 * 60'000;  // a token is renewed before anybody lacks one
constexpr std::int64_t least_wait_ms = 15'000;
constexpr std::int64_t longest_wait_ms = 10 * 60'000;

std::string base_url(const json& options, std::string_view host) {
    auto url = text_of(options, "api_base", host);
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url.ends_with("/v1") ? url : url + "/v1";
}

bool is_final(selat::code code) {
    return code != selat::code::unavailable && code != selat::code::throttled &&
           code != selat::code::denied && code != selat::code::config;
}

}  // namespace

sender::sender(const selat::setup& setup, const json& options, std::string_view host,
               std::string_view scope, listener done)
    : base_(base_url(options, host)), tokens_(setup.crypto, options, scope),
      done_(std::move(done)) {}

void sender::begin(std::uint64_t op, steps all, std::int64_t now_ms, selat::actions out) const {
    if (all.left.empty()) {
        if (op != 0) {
            out.sent(op);
        }
        return;
    }
    tokens_.is_good(now_ms) ? go_on(op, all, now_ms, out) : ask_token(op, all, now_ms, out);
}

void sender::ask_token(std::uint64_t op, steps& all, std::int64_t now_ms,
                       selat::actions out) const {
    all.asks_token = true;
    if (const auto wrong = tokens_.ask(op, all.written(), now_ms, out)) {
        out.status(false, wrong->text);
        fail(op, *wrong, out);
    }
}

// Every call may be made again: what is made has its id with it, which Google knows again.
void sender::go_on(std::uint64_t op, steps& all, std::int64_t now_ms, selat::actions out) const {
    if (!tokens_.is_good(now_ms)) {
        return ask_token(op, all, now_ms, out);
    }
    all.asks_token = false;
    const auto& next = all.left.front();
    const selat::pair headers[] = {{"authorization", tokens::authorization},
                                   {"content-type", "application/json"}};
    out.call({.op = op,
              .method = next.method,
              .url = base_ + next.path,
              .headers = std::span(headers).first(next.body.empty() ? 1 : 2),
              .body = next.body,
              .context = all.written(),
              .repeatable = true});
}

void sender::on_timer(const selat::timer& timer, selat::actions out) const {
    if (timer.name == SELAT_TIMER_START || timer.name == token_timer) {
        steps none;
        ask_token(0, none, timer.now_ms, out);
    }
}

void sender::on_reply(const selat::http_reply& reply, selat::actions out) {
    auto all = steps::read(reply.context);
    if (all.asks_token) {
        return token_came(reply, std::move(all), out);
    }
    if (all.left.empty()) {
        return fail(reply.op, {.text = "the call is not known any more"}, out);
    }
    if (!reply.failed() && is_success(reply)) {
        return step_done(reply, std::move(all), out);
    }
    step_refused(reply, std::move(all), out);
}

void sender::token_came(const selat::http_reply& reply, steps all, selat::actions out) {
    if (const auto wrong = tokens_.take(reply, out)) {
        const bool refused = wrong->code == selat::code::denied;
        if (refused) {
            in_trouble_ = true;
            out.status(false, "Google gives " + wrong->text);
        }
        const auto doubled = least_wait_ms << std::min<std::int64_t>(failures_++, 6);
        out.timer(token_timer, std::min(doubled, longest_wait_ms));
        return fail(reply.op, *wrong, out);
    }
    failures_ = 0;
    if (std::exchange(in_trouble_, false)) {
        out.status(true);
    }
    out.timer(token_timer, std::max(tokens_.left_ms(reply.now_ms) - ahead_ms, least_wait_ms));
    if (all.cut_off) {
        return fail(
            reply.op,
            {.code = selat::code::unavailable, .text = "it goes out with the new access token"},
            out);
    }
    if (!all.left.empty()) {
        go_on(reply.op, all, reply.now_ms, out);
    }
}

void sender::step_done(const selat::http_reply& reply, steps all, selat::actions out) {
    if (std::exchange(in_trouble_, false)) {
        out.status(true);
    }
    const auto done = std::move(all.left.front());
    all.left.erase(all.left.begin());
    done_(done, all, reply, out);
    if (!done.id.empty()) {
        all.ids.push_back(done.id);
    }
    if (all.left.empty()) {
        if (reply.op != 0) {
            const std::vector<std::string_view> ids(all.ids.begin(), all.ids.end());
            out.sent({.op = reply.op, .provider_ids = ids});
        }
        return;
    }
    if (all.cut_off) {
        return fail(reply.op,
                    {.code = selat::code::unavailable, .text = "the rest of it goes out later"},
                    out);
    }
    go_on(reply.op, all, reply.now_ms, out);
}

void sender::step_refused(const selat::http_reply& reply, steps all, selat::actions out) {
    // The host fills a token in that it has not, or not any more: that is as good as a refused one.
    auto why = reply.failed() ? refused{.code = reply.failure, .text = std::string(reply.detail)}
                              : read_refused(reply);
    if (why.done) {
        return step_done(reply, std::move(all), out);
    }
    const bool lacks_token = why.of_token || reply.failure == selat::code::config;
    if (lacks_token) {
        tokens_.spoil();
        if (!all.renewed && !all.cut_off) {
            all.renewed = true;
            return ask_token(reply.op, all, reply.now_ms, out);
        }
    }
    if (all.left.front().optional && is_final(why.code)) {
        return step_done(reply, std::move(all), out);
    }
    if (why.account_is_in_trouble) {
        in_trouble_ = true;
        out.status(false, "Google: " + why.text);
    }
    fail(reply.op, why, out);
}

void sender::fail(std::uint64_t op, const refused& why, selat::actions out) {
    if (op == 0) {
        return;
    }
    out.failed({.op = op,
                .code = why.code,
                .retry_after_ms = why.retry_after_ms,
                .provider_code = why.provider_code,
                .detail = why.text});
}

}  // namespace google
