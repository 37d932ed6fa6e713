#include "tests/emulators/discord/interactions.hpp"

#include "tests/emulators/common/webhook_post.hpp"
#include "tests/emulators/discord/check.hpp"
#include "tests/emulators/discord/signer.hpp"

#include <chrono>
#include <utility>

namespace emulators::discord {
namespace {

constexpr std::chrono::milliseconds patience{3'000};
enum answer_type : std::int64_t {
    answer_ping = 1,
    answer_now = 4,
    answer_later = 5,
    answer_nothing = 6,
    answer_update = 7,
    answer_form = 9,
};

webhook_post to(const std::string& url) {
    const auto host = url.find("//");
    const auto path = url.find('/', host == url.npos ? 0 : host + 2);
    return {.origin = url.substr(0, path),
            .path = path == url.npos ? "/" : url.substr(path),
            .headers = {{"User-Agent", "Discord-Interactions/1.0 (+https://discord.com)"}},
            .body = {},
            .content_type = "application/json",
            .read = patience};
}

}  // namespace

interactions::outcome interactions::post(const std::string& url, const json& body, signing how,
                                         const std::optional<fault>& struck) {
    auto request = to(url);
    request.body = body.dump();
    const auto timestamp = std::to_string(now_ms() / 1'000);
    if (how != signing::absent) {
        const auto over = how == signing::wrong ? "1" + timestamp : timestamp;
        request.headers.emplace("X-Signature-Ed25519", signature_of(over, request.body));
        request.headers.emplace("X-Signature-Timestamp", timestamp);
    }
    const auto began = now_ms();
    webhook_poster poster;
    const auto result = poster.send(request, struck);
    outcome out;
    out.took_ms = now_ms() - began;
    if (result && *result) {
        out.status = (*result)->status;
        out.body = (*result)->body;
        out.content_type = (*result)->get_header_value("Content-Type");
    }
    if (state_.watched) {
        state_.watched->note({.provider = state_.provider,
                              .kind = "webhook",
                              .what = url,
                              .status = out.status,
                              .took_ms = out.took_ms});
    }
    return out;
}

std::string interactions::probe(const std::string& url) {
    std::string application;
    {
        const std::lock_guard lock(state_.mutex);
        application = state_.world.bot.id;
    }
    const json ping = {{"id", next_id()},
                       {"application_id", application},
                       {"type", 1},
                       {"token", "probe"},
                       {"version", 1}};
    const auto taken = post(url, ping, signing::right, std::nullopt);
    if (taken.status != 200 ||
        json::parse(taken.body, nullptr, false) != json({{"type", answer_ping}})) {
        return "a ping is not answered with a pong";
    }
    for (const auto how : {signing::wrong, signing::absent}) {
        if (post(url, ping, how, std::nullopt).status != 401) {
            return "a request whose signature is wrong is not answered with 401";
        }
    }
    return {};
}

json interactions::deliver(json done) {
    if (!done.contains("post")) {
        return done;
    }
    const auto body = std::exchange(done["post"], nullptr);
    const auto how = signing_of(done);
    const auto struck = state_.faults.strike("interaction");
    std::string url;
    {
        const std::lock_guard lock(state_.mutex);
        url = state_.world.bot.interactions_url;
    }
    auto answered = post(url, body, how, struck);
    json answer;
    auto wrong = take(body, answered, answer);
    if (struck && struck->kind == "repeat") {
        post(url, body, how, std::nullopt);
    }
    done.erase("post");
    done.erase("signature");
    done["delivered"] = wrong.empty();
    done["status"] = answered.status;
    done["reason"] = wrong;
    done["took_ms"] = answered.took_ms;
    done["answer"] = std::move(answer);
    return done;
}

std::string interactions::take(const json& body, const outcome& outcome, json& answer) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.interactions.find(text_in(body, "token"));
    if (found == state_.interactions.end()) {
        return "it was forgotten meanwhile";
    }
    auto& about = found->second;
    about.failed = true;
    if (outcome.status == 0 || outcome.took_ms > patience.count()) {
        return "The application did not respond";
    }
    if (outcome.status != 200) {
        return "it was answered with " + std::to_string(outcome.status);
    }
    answer = json::parse(outcome.body, nullptr, false);
    if (answer.is_discarded() || !outcome.content_type.starts_with("application/json")) {
        answer = nullptr;
        return "its answer is no JSON";
    }
    if (const auto fault = check_answer(answer, about.type)) {
        return fault.body().dump();
    }
    about.failed = false;
    state_.note({"answer", about.person, about.channel, {{"id", about.id}, {"answer", answer}}});
    carry_out(state_, about, answer);
    return {};
}

void carry_out(state& state, interaction& about, const json& answer) {
    about.answered = true;
    auto& world = state.world;
    const auto type = number_in(answer, "type");
    const auto& data = member(answer, "data");
    auto* where = world.find_channel(about.channel);
    const auto flags = number_in(data, "flags");
    if (type == answer_now || type == answer_later) {
        json parts = {{"content", text_in(data, "content")},
                      {"type", 20},
                      {"flags", type == answer_later ? flags | loading : flags}};
        for (const auto part : {"embeds", "components"}) {
            if (data.contains(part)) {
                parts[part] = data[part];
            }
        }
        const auto& said = world.write(*where, *world.find_person(world.bot.id), parts);
        about.original = text_in(said, "id");
        about.waits = type == answer_later;
        about.alone = (flags & only_for_one) != 0;
        if (type == answer_now) {
            state.note(
                {"message", about.person, about.channel, {{"message", said}, {"request", data}}});
        }
    } else if (type == answer_nothing || type == answer_update) {
        about.original = about.source;
        if (auto* old = world.find_message(about.channel, about.source);
            old != nullptr && type == answer_update) {
            old->update(data);
        }
    } else if (type == answer_form) {
        about.form = data;
    }
}

}  // namespace emulators::discord
