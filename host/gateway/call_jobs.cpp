#include "host/gateway/call_jobs.hpp"

#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

namespace asio = boost::asio;

constexpr model::duration usual{10'000};
constexpr std::uint64_t largest_answer = 1024 * 1024;

model::action::call decode(const nlohmann::json& from) {
    model::action::call call;
    call.method = from.value("method", "GET");
    call.url = from.value("url", "");
    for (const auto& pair : from.value("headers", nlohmann::json::array())) {
        if (pair.is_array() && pair.size() == 2) {
            call.headers.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
        }
    }
    call.body = from.value("body", "");
    call.context = from.value("context", "");
    call.timeout = model::duration{from.value("timeout_ms", std::int64_t{0})};
    call.secret_body = from.value("secret_body", false);
    return call;
}

engine::flow_reply_data reply_of(net::http_result&& result, std::string context) {
    engine::flow_reply_data out;
    out.failure = result.code;
    out.status = result.status;
    out.headers = std::move(result.headers);
    out.body = std::move(result.body);
    out.detail = std::move(result.detail);
    out.context = std::move(context);
    return out;
}

}  // namespace

void call_jobs::start(const model::job& job) {
    if (stopped_) {
        return;
    }
    const auto payload = nlohmann::json::parse(job.payload, nullptr, false);
    const auto wish = payload.is_object() ? payload : nlohmann::json::object();
    const auto call = decode(wish);
    const auto assembly = world_.assembly();
    std::shared_ptr<const plugins::instance> who;
    if (job.kind == model::job_kind::bot_call) {
        const auto it = assembly->bots.find(job.channel);
        who = it == assembly->bots.end() ? nullptr : it->second;
    } else {
        const auto it = assembly->flows.find(job.channel);
        who = it == assembly->flows.end() ? nullptr : it->second;
    }
    auto done = [this, job, context = call.context,
                 message = wish.value("message", "")](net::http_result result) {
        asio::post(world_.control,
                   [this, job, context, message, result = std::move(result)]() mutable {
                       answered(job, std::move(result), context, message);
                   });
    };
    if (!who) {
        net::http_result gone;
        gone.code = code::not_found;
        gone.detail = "the flow or bot that asked is gone";
        return done(std::move(gone));
    }
    world_.calls.perform(who, call, usual, largest_answer, std::move(done));
}

void call_jobs::answered(const model::job& job, net::http_result result, std::string context,
                         std::string message) {
    if (stopped_ || result.code == code::cancelled) {
        return;  // the row stays; the next run makes the call again
    }
    world_.log(result.code == code::ok ? telemetry::level::info : telemetry::level::warning,
               "call.answered",
               {{"conversation", job.conversation.text()},
                {"by", job.channel},
                {"name", job.name},
                {"status", result.status},
                {"code", name_of(result.code)},
                {"detail", result.detail},
                {"took", result.took}});
    auto reply = reply_of(std::move(result), std::move(context));
    if (job.kind == model::job_kind::bot_call) {
        tell(job.customer, engine::input::bot_reply{job.conversation, job.id, std::move(message),
                                                    std::move(reply)});
    } else {
        tell(job.customer, engine::input::flow_reply{job.conversation, job.id, job.execution,
                                                     job.name, std::move(reply)});
    }
}

// Told until it is durable: to make the call again could do twice what it does.
void call_jobs::tell(const model::id& customer, const engine::input::any& answer) {
    work work;
    work.what = answer;
    work.done = [this, customer, answer](const decided& outcome) {
        if (outcome.code == code::unavailable) {
            world_.later(store_pause, [this, customer, answer] { tell(customer, answer); });
        }
    };
    shard::post(world_.shards, customer, std::move(work));
}

}  // namespace selat::gateway
